import type { DatabaseSync } from 'node:sqlite';
import { details } from './migrations/details.js';
import { runs } from './migrations/runs.js';
import { sandboxes } from './migrations/sandboxes.js';
import { sessions } from './migrations/sessions.js';

/** What makes a database of version N of one of version N - 1; the first makes it of nothing. A landed one never changes. */
export const migrations: readonly string[] = [sandboxes, sessions, runs, details];

/** The version of a database, which SQLite keeps in its header (PRAGMA user_version). */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Brings a database to the latest version: each step whole or not at all. */
export function migrate(database: DatabaseSync): void {
  for (let version = versionOf(database); version < migrations.length; version += 1) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(migrations[version] ?? '');
      database.exec(`PRAGMA user_version = ${String(version + 1)}`);
      database.exec('COMMIT');
    } catch (thrown) {
      database.exec('ROLLBACK');
      throw thrown;
    }
  }
}
