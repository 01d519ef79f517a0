import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../../../daemon/kept/store/store.js';
import type { Paths } from '../../../../daemon/state/paths.js';
import { expectFailure } from '../../../helpers/failures.js';
import { rowOf } from '../../../helpers/kept/rows.js';
import { scratchPaths } from '../../../helpers/paths.js';

const one = rowOf('one', { id: '111111111111' });
const two = rowOf('two', { id: '222222222222', createdAt: '2026-02-01T00:00:00.000Z' });

function makePaths(): Paths {
  return scratchPaths();
}

/** A store that has been used, and closed, with both sandboxes. */
async function used(): Promise<Paths> {
  const paths = makePaths();
  const { store } = await Store.open(paths);
  await store.make(one, 64);
  await store.make(two, 64);
  await store.save({ ...two, running: true });
  store.close();
  return paths;
}

/** Another program that writes into the database, until the test has ended. */
function lock(paths: Paths): void {
  const other = new DatabaseSync(paths.database);
  other.exec('BEGIN IMMEDIATE');
  onTestFinished(() => {
    other.close();
  });
}

async function opened(paths: Paths) {
  const { store, rows, notices } = await Store.open(paths);
  store.close();
  return { rows, notices };
}

describe('the store', () => {
  test('has what was made and saved, oldest first, each with its directory', async () => {
    const paths = await used();
    expect(await opened(paths)).toEqual({ rows: [one, { ...two, running: true }], notices: [] });
    for (const name of ['sandbox.json', 'disk.img', 'sessions'])
      expect(existsSync(`${paths.sandboxes}/${one.id}/${name}`)).toBe(true);
  });

  test('makes a database that was damaged again of the directories, and tells the user', async () => {
    const paths = await used();
    writeFileSync(paths.database, 'garbage'.repeat(1000));
    const { rows, notices } = await opened(paths);
    expect(rows).toEqual([one, { ...two, running: true }]);
    expect(notices).toEqual([expect.stringContaining(`${paths.database}.damaged-`)]);
    expect(await opened(paths)).toEqual({ rows, notices: [] });
  });

  test('makes a database that is gone again of the directories', async () => {
    const paths = await used();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${paths.database}${suffix}`, { force: true });
    expect((await opened(paths)).rows).toEqual([one, { ...two, running: true }]);
  });

  test('takes a definition that was lost from the database', async () => {
    const paths = await used();
    rmSync(`${paths.sandboxes}/${one.id}/sandbox.json`);
    expect(await opened(paths)).toEqual({ rows: [one, { ...two, running: true }], notices: [] });
  });

  test('says when a directory was removed by somebody else, once', async () => {
    const paths = await used();
    rmSync(`${paths.sandboxes}/${one.id}`, { recursive: true });
    const { rows, notices } = await opened(paths);
    expect(rows.map(({ name }) => name)).toEqual(['two']);
    expect(notices).toEqual([expect.stringContaining('The sandbox one is gone')]);
    expect((await opened(paths)).notices).toEqual([]);
  });

  test('leaves a directory alone that nobody can read, and says so', async () => {
    const paths = await used();
    mkdirSync(`${paths.sandboxes}/333333333333`);
    writeFileSync(`${paths.sandboxes}/333333333333/disk.img`, 'precious');
    const { rows, notices } = await opened(paths);
    expect(rows).toHaveLength(2);
    expect(notices).toEqual([expect.stringContaining('333333333333')]);
    expect(readFileSync(`${paths.sandboxes}/333333333333/disk.img`, 'utf8')).toBe('precious');
  });

  test('removes what a daemon that was killed had half made or half removed', async () => {
    const paths = await used();
    for (const name of ['444444444444.new', '555555555555.removed']) mkdirSync(`${paths.sandboxes}/${name}`);
    expect((await opened(paths)).notices).toEqual([]);
    for (const name of ['444444444444.new', '555555555555.removed'])
      expect(existsSync(`${paths.sandboxes}/${name}`)).toBe(false);
  });

  test('gives one of two sandboxes with the same name another', async () => {
    const paths = await used();
    writeFileSync(`${paths.sandboxes}/${two.id}/sandbox.json`, JSON.stringify({ ...two, name: 'one' }));
    expect((await opened(paths)).rows.map(({ name }) => name)).toEqual(['one', `one-${two.id}`]);
  });

  test('takes names that were swapped from the directories', async () => {
    const paths = await used();
    for (const [row, name] of [
      [one, 'two'],
      [two, 'one'],
    ] as const)
      writeFileSync(`${paths.sandboxes}/${row.id}/sandbox.json`, JSON.stringify({ ...row, name }));
    for (let round = 0; round < 2; round++)
      expect(await opened(paths)).toEqual({
        rows: [
          { ...one, name: 'two' },
          { ...two, name: 'one' },
        ],
        notices: [],
      });
  });

  test('needs not write what the database says already', async () => {
    const paths = await used();
    lock(paths);
    expect(await opened(paths)).toEqual({ rows: [one, { ...two, running: true }], notices: [] });
  });

  test('has every sandbox where what changed cannot be written, and says so', async () => {
    const paths = await used();
    writeFileSync(`${paths.sandboxes}/${one.id}/sandbox.json`, JSON.stringify({ ...one, name: 'other' }));
    lock(paths);
    const { rows, notices } = await opened(paths);
    expect(rows.map(({ name }) => name)).toEqual(['other', 'two']);
    expect(notices).toEqual([expect.stringMatching(/could not be written down: The database .* is locked/)]);
  });

  test('has every sandbox where there can be no database, and says so', async () => {
    const paths = await used();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${paths.database}${suffix}`, { force: true });
    mkdirSync(paths.database);
    const { rows, notices } = await opened(paths);
    expect(rows).toEqual([one, { ...two, running: true }]);
    expect(notices).toEqual([expect.stringMatching(/cannot be used: .* known from their directories alone\.$/)]);
  });

  test('leaves nothing of a sandbox that cannot be made', async () => {
    const paths = makePaths();
    const { store } = await Store.open(paths);
    await store.make(one, 64);
    lock(paths);
    await expectFailure('database_locked', async () => {
      await store.make(two, 64);
    });
    expect(existsSync(`${paths.sandboxes}/${two.id}`)).toBe(false);
    store.close();
  });

  test('removes a sandbox with its directory, also where the database cannot be written', async () => {
    const paths = await used();
    const { store } = await Store.open(paths);
    await store.remove(one.id);
    lock(paths);
    await store.remove(two.id);
    store.close();
    expect([one, two].map(({ id }) => existsSync(`${paths.sandboxes}/${id}`))).toEqual([false, false]);
    expect((await opened(paths)).rows).toEqual([]);
  });
});
