import { expect, test, vi } from 'vitest';
import { sandboxState } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { stateWord } from '../../../../src/daemon/stateWord.js';

vi.mock('vscode', async () => await import('../../../helpers/vscode/l10n.js'));

test('every state has its own word, and one that was never started says so', () => {
  expect(new Set(sandboxState.options.map(stateWord)).size).toBe(sandboxState.options.length);
  expect(stateWord('created')).toBe('not started yet');
});
