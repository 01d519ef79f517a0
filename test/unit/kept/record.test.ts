import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { KeptRecord } from '../../../daemon/kept/record.js';
import { Store } from '../../../daemon/kept/store/store.js';
import { expectFailure } from '../../helpers/failures.js';
import { rowOf } from '../../helpers/kept/rows.js';
import { scratchPaths } from '../../helpers/paths.js';

async function recorded() {
  const paths = scratchPaths();
  const { store } = await Store.open(paths);
  onTestFinished(() => {
    store.close();
  });
  await store.make(rowOf('one'), 64);
  const logged: string[] = [];
  const record = new KeptRecord(rowOf('one'), store, (line) => logged.push(line));
  const written = (): unknown => JSON.parse(readFileSync(record.home.definition, 'utf8'));
  return { record, logged, written, database: paths.database };
}

test('what is saved is known and written down', async () => {
  const { record, written } = await recorded();
  await record.save({ name: 'two', running: true });
  expect(record.row).toEqual(rowOf('one', { name: 'two', running: true }));
  expect(written()).toEqual(record.row);
});

test('what fails half way is not found by the next daemon', async () => {
  const { record, written, database } = await recorded();
  const other = new DatabaseSync(database);
  other.exec('BEGIN IMMEDIATE');
  await expectFailure('database_locked', async () => {
    await record.save({ name: 'two' });
  });
  other.close();
  expect(written()).toEqual(rowOf('one'));
});

test('what cannot be written down has not changed, but for an end', async () => {
  const { record, logged } = await recorded();
  await record.save({ running: true });
  rmSync(record.home.path, { recursive: true });
  await expectFailure('disk_failed', async () => {
    await record.save({ name: 'two' });
  });
  expect(record.row.name).toBe('one');
  await record.saveEnd('expired', null);
  expect(record.row).toMatchObject({ running: false, end: { reason: 'expired', error: null } });
  expect(logged).toEqual([expect.stringMatching(/^sandbox one: its end could not be written down: /)]);
});

test('an end is over when its machine is found again', async () => {
  const { record } = await recorded();
  await record.saveEnd('lost', null);
  record.confirm();
  expect(record.row).toEqual(rowOf('one', { running: true }));
});

test('a console is kept where there is one', async () => {
  const { record } = await recorded();
  const console = `${record.home.path}/other.log`;
  await record.keepConsole(console);
  writeFileSync(console, 'text');
  await record.keepConsole(console);
  expect(readFileSync(record.home.console, 'utf8')).toBe('text');
});
