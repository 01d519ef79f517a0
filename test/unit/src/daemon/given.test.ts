import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SandboxInfo } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { sandboxOf, sessionOf } from '../../../../src/daemon/given.js';
import { infoOf, sessionInfoOf } from '../../../helpers/kept/infos.js';

/** What was offered, and which name the user picks. */
const list = vi.hoisted(() => ({ offered: [] as string[], said: [] as string[], picks: '' }));
vi.mock('vscode', async () => ({
  l10n: (await import('../../../helpers/vscode/l10n.js')).l10n,
  window: {
    showInformationMessage: async (said: string) => await Promise.resolve(list.said.push(said)),
    showQuickPick: async (items: { label: string; description: string }[]) => {
      list.offered.push(...items.map(({ label, description }) => `${label}: ${description}`));
      return await Promise.resolve(items.find(({ label }) => label === list.picks));
    },
  },
}));
beforeEach(() => {
  Object.assign(list, { offered: [], said: [], picks: '' });
});

const made = infoOf('made', { id: 'aaaaaaaaaaaa' });
const stopped = infoOf('halted', { id: 'bbbbbbbbbbbb', state: 'stopped' });
const running = infoOf('web', { id: 'cccccccccccc', state: 'running', sessions: [sessionInfoOf('0123abcd')] });
/** The user's sandboxes. */
function sandboxes(...all: SandboxInfo[]) {
  return {
    read: async () => await Promise.resolve(all),
    find: (id: string) => all.find((one) => one.id === id),
  };
}

describe('the sandbox of a command', () => {
  test('is the one that the menu gave', async () => {
    expect(await sandboxOf(sandboxes(made, running), { sandboxId: running.id }, [])).toBe(running);
    expect(await sandboxOf(sandboxes(made), { sandboxId: 'gone' }, [])).toBeNull();
    expect(list.offered).toEqual([]);
  });

  test('is else picked from those that make sense, whose states are in words', async () => {
    list.picks = 'halted';
    const found = await sandboxOf(sandboxes(made, stopped, running), undefined, ['created', 'stopped']);
    expect(found).toBe(stopped);
    expect(list.offered).toEqual(['made: not started yet', 'halted: stopped']);
  });

  test('is none where none makes sense, which is said', async () => {
    expect(await sandboxOf(sandboxes(running), undefined, ['stopped'])).toBeNull();
    expect(list.said).toEqual(['There is no sandbox for that.']);
  });
});

test('the session of a command is found with its sandbox, while it is there', () => {
  const [session] = running.sessions;
  const given = { sandboxId: running.id, sessionId: '0123abcd' };
  expect(sessionOf(sandboxes(running), given)).toEqual({ sandbox: running, session });
  expect(sessionOf(sandboxes(running), { ...given, sessionId: 'ffffffff' })).toBeNull();
  expect(sessionOf(sandboxes(), undefined)).toBeNull();
});
