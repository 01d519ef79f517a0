import { expect, test, vi } from 'vitest';
import { sessionItem } from '../../../../src/sandboxes/nodes.js';
import { infoOf, sessionInfoOf } from '../../../helpers/kept/infos.js';

vi.mock('vscode', async () => ({
  l10n: (await import('../../../helpers/vscode/l10n.js')).l10n,
  ThemeIcon: class {
    constructor(readonly id: string) {}
  },
  TreeItem: class {
    constructor(readonly label: string) {}
  },
  TreeItemCollapsibleState: {},
}));

test.each([
  [0, 'not shown anywhere'],
  [1, 'shown once'],
  [2, 'shown 2 times'],
])('a terminal with %d viewers is "%s"', (viewers, said) => {
  const session = sessionInfoOf('0123abcd', { viewers });
  expect(sessionItem(infoOf('web', { sessions: [session] }), session).description).toBe(said);
});

test('what runs in the background is told by its command', () => {
  const session = sessionInfoOf('0123abcd', { terminal: null, command: ['npm', 'start'] });
  const item = sessionItem(infoOf('web', { sessions: [session] }), session);
  expect([item.description, item.command, item.contextValue]).toEqual(['npm start', undefined, 'session.background']);
});
