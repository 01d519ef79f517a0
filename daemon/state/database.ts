import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { BellglassFailure } from '../protocol/errors.js';
import { migrate, migrations, versionOf } from './migrations.js';
import { systemReason } from './systemReason.js';

/** How long another program may hold the database, in milliseconds. */
const patience = 1000;

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const code = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 } as const;

/** An open database, and where a damaged one before it was put. */
export interface Opened {
  readonly database: DatabaseSync;
  /** null when nothing was wrong. */
  readonly damaged: string | null;
}

/**
 * Opens the daemon's database, made or migrated as needed. A damaged one is put aside and a new one made: what it held can be found again.
 * @param milliseconds how long another program may hold it
 * @throws BellglassFailure database_unusable, database_locked, database_newer
 */
export function openDatabase(path: string, milliseconds = patience): Opened {
  try {
    return { database: openWhole(path, milliseconds), damaged: null };
  } catch (thrown) {
    const primary = codeOf(thrown);
    if (primary !== code.corrupt && primary !== code.notADatabase) throw failureOf(path, thrown);
  }
  const damaged = putAside(path);
  try {
    return { database: openWhole(path, milliseconds), damaged };
  } catch (thrown) {
    throw failureOf(path, thrown);
  }
}

function openWhole(path: string, milliseconds: number): DatabaseSync {
  // Some builds of Electron have no node:sqlite, and a static import would end the daemon without a word.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
  if (sqlite === undefined) throw new Error('this Node.js has no node:sqlite');
  // It holds what environments have, and SQLite would let everybody read it.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const database = new sqlite.DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${String(milliseconds)}`);
    const version = versionOf(database);
    if (version > migrations.length) {
      const data = { path, version, known: migrations.length };
      throw new BellglassFailure({ code: 'database_newer', data });
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw Object.assign(new Error(String(check)), { errcode: code.corrupt });
    migrate(database);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

function putAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

/** What SQLite's error means to the user. */
export function failureOf(path: string, thrown: unknown): BellglassFailure {
  if (thrown instanceof BellglassFailure) return thrown;
  const primary = codeOf(thrown);
  if (primary === code.busy || primary === code.locked)
    return new BellglassFailure({ code: 'database_locked', data: { path } }, { cause: thrown });
  const data = { path, reason: systemReason(thrown) };
  return new BellglassFailure({ code: 'database_unusable', data }, { cause: thrown });
}

/** The lower byte is the primary code; the rest says more about it. */
function codeOf(thrown: unknown): number | null {
  return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number'
    ? thrown.errcode & 0xff
    : null;
}
