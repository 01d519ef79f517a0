import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../daemon/state/database.js';
import { migrations, versionOf } from '../../../daemon/state/migrations.js';
import { SandboxTable } from '../../../daemon/state/sandboxTable.js';
import { expectFailure } from '../../helpers/failures.js';
import { rowOf } from '../../helpers/kept/rows.js';
import { scratch } from '../../helpers/scratch.js';

const at = (): string => `${scratch()}/bellglass.db`;

describe('a database', () => {
  test('is made at the latest version, in WAL mode, and opened again as it was', () => {
    const path = at();
    const first = openDatabase(path);
    expect(first.damaged).toBeNull();
    expect(versionOf(first.database)).toBe(migrations.length);
    expect(first.database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    new SandboxTable(first.database, path).save(rowOf('one'));
    first.database.close();
    const second = openDatabase(path);
    expect(new SandboxTable(second.database, path).all()).toEqual([rowOf('one')]);
    second.database.close();
  });

  test.each([
    ['no database', () => Buffer.from('this is a text, and no database at all'.repeat(100))],
    [
      'one whose pages are garbage',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, 100), Buffer.alloc(whole.length - 100, 0xa5)]),
    ],
  ])('that is %s is put aside, whole, and a new one is made', (_what, damage) => {
    const path = at();
    openDatabase(path).database.close();
    const bad = damage(readFileSync(path));
    writeFileSync(path, bad);
    const { database, damaged } = openDatabase(path);
    expect(readFileSync(damaged!)).toEqual(bad);
    expect(new SandboxTable(database, path).all()).toEqual([]);
    database.close();
  });

  test('of a newer version is left as it is, and said', async () => {
    const path = at();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    const before = readFileSync(path);
    const { data } = await expectFailure('database_newer', () => openDatabase(path));
    expect(data).toEqual({ path, version: 999, known: migrations.length });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(path.replace('/bellglass.db', '')).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  test('that another program holds for longer than it is waited for is said to be locked, and kept', async () => {
    const path = at();
    openDatabase(path).database.close();
    const holder = new Worker(
      `const { DatabaseSync } = require('node:sqlite'); const { parentPort, workerData } = require('node:worker_threads');
       const held = new DatabaseSync(workerData); held.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
       parentPort.postMessage('held'); parentPort.once('message', () => { held.close(); process.exit(); });`,
      { eval: true, workerData: path },
    );
    await once(holder, 'message');
    try {
      expect((await expectFailure('database_locked', () => openDatabase(path, 100))).data).toEqual({ path });
    } finally {
      holder.postMessage('let go');
      await once(holder, 'exit');
    }
    openDatabase(path).database.close();
  });

  test('whose directory cannot be written is said to be unusable', async () => {
    const directory = scratch();
    const path = `${directory}/missing/bellglass.db`;
    await expectFailure('database_unusable', () => openDatabase(path));
    chmodSync(directory, 0o700);
    expect(existsSync(path)).toBe(false);
  });
});
