import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../daemon/state/database.js';
import { SandboxTable } from '../../../daemon/state/sandboxTable.js';
import { SessionTable } from '../../../daemon/state/sessionTable.js';
import { expectFailure } from '../../helpers/failures.js';
import { rowOf, sessionRowOf } from '../../helpers/kept/rows.js';
import { scratch } from '../../helpers/scratch.js';

function open() {
  const path = `${scratch()}/bellglass.db`;
  const { database } = openDatabase(path);
  new SandboxTable(database, path).save(rowOf('one'));
  return { database, directory: dirname(path), table: new SessionTable(database, path, () => dirname(path)) };
}

test('the sessions of a sandbox are those that were saved last, oldest first; what is none is left out', () => {
  const { database, table } = open();
  const late = sessionRowOf('cccccccc', 'aaaaaaaaaaaa', { startedAt: '2026-02-01T00:00:00.000Z' });
  table.save(late);
  table.save(sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'));
  table.save({ ...late, state: 'ended', exitCode: 3, processId: null, stdoutAt: 77 });
  database.exec("INSERT INTO sessions VALUES ('dddddddd', 'aaaaaaaaaaaa', 'z', 'no json')");
  expect(table.of('aaaaaaaaaaaa')).toEqual([
    sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'),
    { ...late, state: 'ended', exitCode: 3, processId: null, stdoutAt: 77 },
  ]);
  table.remove({ id: 'bbbbbbbb', sandboxId: 'aaaaaaaaaaaa' });
  expect(table.of('aaaaaaaaaaaa').map(({ id }) => id)).toEqual(['cccccccc']);
  expect(table.of('bbbbbbbbbbbb')).toEqual([]);
  database.close();
});

test('a session of no sandbox cannot be saved', async () => {
  const { database, table } = open();
  await expectFailure('database_unusable', () => {
    table.save(sessionRowOf('bbbbbbbb', 'ffffffffffff'));
  });
  database.close();
});

test('sessions that the database has lost are made again of their files, and what is no session is not', () => {
  const { database, table, directory } = open();
  const row = sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa');
  table.save(row);
  table.save(sessionRowOf('cccccccc', 'aaaaaaaaaaaa'));
  table.remove({ id: 'cccccccc', sandboxId: 'aaaaaaaaaaaa' });
  database.exec('DELETE FROM sessions');
  writeFileSync(`${directory}/dddddddd.json`, JSON.stringify(row));
  writeFileSync(`${directory}/eeeeeeee.json`, '{"id": "eeeeeeee"}');
  writeFileSync(`${directory}/ffffffff.json`, 'no json');
  table.restore('aaaaaaaaaaaa');
  expect(table.of('aaaaaaaaaaaa')).toEqual([row]);
  table.restore('aaaaaaaaaaaa');
  expect(table.of('aaaaaaaaaaaa')).toEqual([row]);
  database.close();
});
