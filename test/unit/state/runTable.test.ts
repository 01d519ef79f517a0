import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../daemon/state/database.js';
import { RunTable } from '../../../daemon/state/runTable.js';
import { expectFailure } from '../../helpers/failures.js';
import { pastRunOf, unread } from '../../helpers/pastRuns.js';
import { scratch } from '../../helpers/scratch.js';

function open() {
  const path = `${scratch()}/bellglass.db`;
  const { database } = openDatabase(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return { path, database, table: new RunTable(database, path) };
}

const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const [first, second, third] = [
  pastRunOf('aa11', { startedAt: at(1) }),
  pastRunOf('aa22', { startedAt: at(2) }),
  pastRunOf('bb33', { startedAt: at(3) }),
] as const;

describe('the runs of a database', () => {
  test('are those that were saved last, newest first, and no more than are asked for', () => {
    const { table } = open();
    for (const run of [second, third, first]) table.save(run);
    expect(table.latest(10)).toEqual([third, second, first]);
    expect(table.latest(2)).toEqual([third, second]);
    expect(table.latest(0)).toEqual([]);
  });

  test('are saved again with what became of them', () => {
    const { table } = open();
    table.save(first);
    const applied = pastRunOf('aa11', { startedAt: at(1), review: { ...unread, state: 'applied' } }, 2);
    table.save(applied);
    expect(table.latest(10)).toEqual([applied]);
  });

  test('are found by the beginning of their ids; of several two are enough', () => {
    const { table } = open();
    for (const run of [first, second, third, pastRunOf('aa44')]) table.save(run);
    expect(table.beginning('aa11')).toEqual([first]);
    expect(table.beginning('b')).toEqual([third]);
    expect(table.beginning('aa')).toHaveLength(2);
    for (const none of ['c', 'aa111', 'a%', '_a11', 'AA11']) expect(table.beginning(none), none).toEqual([]);
  });

  test('that cannot be read are left out, and are there all the same', () => {
    const { table, database } = open();
    table.save(first);
    database.exec(`INSERT INTO runs VALUES ('cc', 'z', 'no json'), ('dd', 'z', '{"record":{}}')`);
    expect(table.latest(10)).toEqual([first]);
    expect(table.beginning('cc')).toEqual([]);
    expect(['aa11', 'cc', 'dd', 'aa', ''].map((id) => table.has(id))).toEqual([true, true, true, false, false]);
  });

  test('are pruned by their number and by their age, and those that go are told', () => {
    const { table } = open();
    for (const run of [first, second, third]) table.save(run);
    expect(table.prune(10, at(1))).toEqual([]);
    expect(table.prune(10, at(2))).toEqual([{ id: 'aa11', run: first }]);
    expect(table.prune(1, at(1))).toEqual([{ id: 'aa22', run: second }]);
    expect(table.latest(10)).toEqual([third]);
  });

  test('of a database that cannot be used are a failure that says so', async () => {
    const { table, database, path } = open();
    database.close();
    for (const work of [
      () => table.latest(1),
      () => table.beginning('a'),
      () => table.prune(1, ''),
      () => table.has('a'),
    ])
      expect((await expectFailure('database_unusable', work)).data).toMatchObject({ path });
    await expectFailure('database_unusable', () => {
      table.save(first);
    });
  });
});
