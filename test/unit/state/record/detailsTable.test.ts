import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../../daemon/state/database.js';
import { DetailsTable } from '../../../../daemon/state/record/detailsTable.js';
import { RunTable } from '../../../../daemon/state/runTable.js';
import { expectFailure } from '../../../helpers/failures.js';
import { detailsOf, pastRunOf } from '../../../helpers/pastRuns.js';
import { scratch } from '../../../helpers/scratch.js';

function open() {
  const path = `${scratch()}/bellglass.db`;
  const { database } = openDatabase(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  const runs = new RunTable(database, path);
  for (const id of ['aa', 'bb']) runs.save(pastRunOf(id, { startedAt: `2026-01-0${id === 'aa' ? '1' : '2'}` }));
  return { database, runs, table: new DetailsTable(database, path) };
}

describe('the details of runs', () => {
  test('are those that were saved last, with what they take', () => {
    const { table } = open();
    expect(table.find('aa')).toBeNull();
    table.save('aa', detailsOf('old'));
    table.save('aa', detailsOf('\u00fc'));
    expect(table.find('aa')).toEqual(detailsOf('\u00fc'));
    const size = Buffer.byteLength(JSON.stringify(detailsOf('\u00fc')));
    expect([...table.sizes()]).toEqual([['aa', size]]);
  });

  test('go alone, or with their run', () => {
    const { table, runs } = open();
    for (const id of ['aa', 'bb']) table.save(id, detailsOf());
    table.remove('bb');
    expect([...table.sizes().keys()]).toEqual(['aa']);
    runs.prune(1, '');
    expect(table.sizes().size).toBe(0);
  });

  test('that cannot be read are none', () => {
    const { table, database } = open();
    database.exec(`INSERT INTO run_details VALUES ('aa', 'no json'), ('bb', '{"stdout":1}')`);
    expect([table.find('aa'), table.find('bb')]).toEqual([null, null]);
  });

  test('of a database that cannot be used are a failure that says so', async () => {
    const { table, database } = open();
    database.close();
    await expectFailure('database_unusable', () => table.find('aa'));
    await expectFailure('database_unusable', () => table.sizes());
  });
});
