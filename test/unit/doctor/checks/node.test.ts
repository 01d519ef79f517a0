import { expect, test } from 'vitest';
import { judgeNode, judgeSqlite, nodeRuntime, sqliteVersion } from '../../../../daemon/doctor/checks/node.js';
import { doctorContext } from '../../../helpers/doctor.js';

test('a Node with node:sqlite is fine, an older one is not', () => {
  expect(judgeNode('24.1.0', '/n')).toEqual({ state: 'ok', detail: '24.1.0, /n', repair: null, command: null });
  expect(judgeNode('22.15.0', '/n').state).toBe('ok');
  expect(judgeNode('22.14.9', '/n').state).toBe('missing');
  expect(judgeNode('20.19.0', '/n')).toMatchObject({ state: 'missing', repair: 'Install Node.js 22.15 or later.' });
});

test('SQLite is what answers, or is missing with the reason', () => {
  expect(sqliteVersion()).toEqual({ version: expect.stringMatching(/^3\.\d+\.\d+$/) as string });
  expect(judgeSqlite({ version: '3.50.0' })).toEqual({ state: 'ok', detail: '3.50.0', repair: null, command: null });
  const finding = judgeSqlite({ problem: 'No such built-in module: node:sqlite' });
  expect(finding).toMatchObject({ state: 'missing', detail: expect.stringContaining('No such built-in') as string });
});

test('this Node has both', async () => {
  const lines = await nodeRuntime.look(doctorContext());
  expect(lines.map(({ id, state }) => `${id} ${state}`)).toEqual(['node ok', 'sqlite ok']);
  expect(lines[0]?.detail).toContain(process.versions.node);
});
