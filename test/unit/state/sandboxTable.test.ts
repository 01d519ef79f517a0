import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../daemon/state/database.js';
import { SandboxTable } from '../../../daemon/state/sandboxTable.js';
import { SessionTable } from '../../../daemon/state/sessionTable.js';
import { expectFailure } from '../../helpers/failures.js';
import { rowOf, sessionRowOf } from '../../helpers/kept/rows.js';
import { scratch } from '../../helpers/scratch.js';

function open() {
  const path = `${scratch()}/bellglass.db`;
  const { database } = openDatabase(path);
  return {
    path,
    database,
    table: new SandboxTable(database, path),
    sessions: new SessionTable(database, path, () => dirname(path)),
  };
}

describe('the sandboxes of a database', () => {
  test('are those that were saved last, oldest first', () => {
    const { table, database } = open();
    const second = rowOf('second', { id: 'bbbbbbbbbbbb', createdAt: '2026-02-01T00:00:00.000Z' });
    table.save(second);
    table.save(rowOf('first'));
    const end = {
      reason: 'failed',
      error: { code: 'shutting_down', data: {} },
      at: '2026-03-01T00:00:00.000Z',
    } as const;
    table.save({ ...second, name: 'renamed', running: true, startedAt: '2026-02-02T00:00:00.000Z', end });
    expect(table.all()).toEqual([
      rowOf('first'),
      { ...second, name: 'renamed', running: true, startedAt: '2026-02-02T00:00:00.000Z', end },
    ]);
    database.close();
  });

  test('go with their sessions', () => {
    const { table, sessions, database } = open();
    table.save(rowOf('one'));
    sessions.save(sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'));
    table.remove('aaaaaaaaaaaa');
    expect(table.all()).toEqual([]);
    expect(sessions.of('aaaaaaaaaaaa')).toEqual([]);
    database.close();
  });

  test('have names of their own: an older row of the same name goes', () => {
    const { table, database } = open();
    table.save(rowOf('one'));
    const newer = rowOf('one', { id: 'bbbbbbbbbbbb' });
    table.save(newer);
    expect(table.all()).toEqual([newer]);
    database.close();
  });

  test('whose row is none are left out, and the others are read', () => {
    const { table, database } = open();
    table.save(rowOf('one'));
    database.exec(`INSERT INTO sandboxes VALUES ('cccccccccccc', 'bad', '{"image": 5}', 0, 'x', NULL, NULL),
      ('dddddddddddd', 'worse', 'no json', 0, 'x', NULL, NULL)`);
    expect(table.all().map(({ name }) => name)).toEqual(['one']);
    database.close();
  });

  test('cannot be read of a database that is closed, which is an error with its path', async () => {
    const { table, database, path } = open();
    database.close();
    expect((await expectFailure('database_unusable', () => table.all())).data).toMatchObject({ path });
  });
});
