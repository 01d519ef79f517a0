import { expect, test, vi } from 'vitest';
import { nameProblem } from '../../../../src/sandboxes/nameProblem.js';

vi.mock('vscode', async () => await import('../../../helpers/vscode/l10n.js'));

test.each(['a', '0', 'web-1.test_2', 'x'.repeat(63)])('%s may be a name', (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

test.each(['', '-a', 'a b', 'é', 'x'.repeat(64)])('%j may not, and a whole sentence says what may', (name) => {
  expect(nameProblem(name)).toMatch(/^A name begins with .* at most 63 of them\.$/);
});
