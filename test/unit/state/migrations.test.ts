import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../daemon/state/database.js';
import { migrate, migrations, versionOf } from '../../../daemon/state/migrations.js';
import { DetailsTable } from '../../../daemon/state/record/detailsTable.js';
import { RunTable } from '../../../daemon/state/runTable.js';
import { SandboxTable } from '../../../daemon/state/sandboxTable.js';
import { SessionTable } from '../../../daemon/state/sessionTable.js';
import { rowOf, sessionRowOf } from '../../helpers/kept/rows.js';
import { detailsOf, pastRunOf } from '../../helpers/pastRuns.js';
import { scratch } from '../../helpers/scratch.js';

/** What a Bellglass of each version left in its database, as SQL; an entry never changes once its version has landed. */
const dumps: readonly string[] = [
  '',
  `CREATE TABLE sandboxes (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, running INTEGER NOT NULL,
     created_at TEXT NOT NULL, started_at TEXT, end TEXT) STRICT;
   INSERT INTO sandboxes VALUES ('aaaaaaaaaaaa', 'one', '${JSON.stringify(rowOf('one').settings)}', 1, '2026-01-01T00:00:00.000Z', NULL, NULL);`,
  `CREATE TABLE sandboxes (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, running INTEGER NOT NULL,
     created_at TEXT NOT NULL, started_at TEXT, end TEXT) STRICT;
   CREATE TABLE sessions (id TEXT PRIMARY KEY, sandbox_id TEXT NOT NULL REFERENCES sandboxes(id) ON DELETE CASCADE,
     started_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE INDEX sessions_of_sandbox ON sessions(sandbox_id, started_at);
   INSERT INTO sandboxes VALUES ('aaaaaaaaaaaa', 'one', '${JSON.stringify(rowOf('one').settings)}', 1, '2026-01-01T00:00:00.000Z', NULL, NULL);
   INSERT INTO sessions VALUES ('bbbbbbbb', 'aaaaaaaaaaaa', '2026-01-01T00:00:00.000Z', '${JSON.stringify(sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'))}');`,
  `CREATE TABLE sandboxes (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, running INTEGER NOT NULL,
     created_at TEXT NOT NULL, started_at TEXT, end TEXT) STRICT;
   CREATE TABLE sessions (id TEXT PRIMARY KEY, sandbox_id TEXT NOT NULL REFERENCES sandboxes(id) ON DELETE CASCADE,
     started_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE INDEX sessions_of_sandbox ON sessions(sandbox_id, started_at);
   CREATE TABLE runs (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE INDEX runs_by_time ON runs(started_at);
   INSERT INTO sandboxes VALUES ('aaaaaaaaaaaa', 'one', '${JSON.stringify(rowOf('one').settings)}', 1, '2026-01-01T00:00:00.000Z', NULL, NULL);
   INSERT INTO sessions VALUES ('bbbbbbbb', 'aaaaaaaaaaaa', '2026-01-01T00:00:00.000Z', '${JSON.stringify(sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'))}');
   INSERT INTO runs VALUES ('0123456789abcdef', '2026-01-01T00:00:00.000Z', '${JSON.stringify(pastRunOf('0123456789abcdef'))}');`,
  `CREATE TABLE sandboxes (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT NOT NULL, running INTEGER NOT NULL,
     created_at TEXT NOT NULL, started_at TEXT, end TEXT) STRICT;
   CREATE TABLE sessions (id TEXT PRIMARY KEY, sandbox_id TEXT NOT NULL REFERENCES sandboxes(id) ON DELETE CASCADE,
     started_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE INDEX sessions_of_sandbox ON sessions(sandbox_id, started_at);
   CREATE TABLE runs (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   CREATE INDEX runs_by_time ON runs(started_at);
   CREATE TABLE run_details (id TEXT PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, document TEXT NOT NULL) STRICT;
   CREATE TABLE dropped_reviews (id TEXT PRIMARY KEY, dropped_at TEXT NOT NULL, document TEXT NOT NULL) STRICT;
   INSERT INTO sandboxes VALUES ('aaaaaaaaaaaa', 'one', '${JSON.stringify(rowOf('one').settings)}', 1, '2026-01-01T00:00:00.000Z', NULL, NULL);
   INSERT INTO sessions VALUES ('bbbbbbbb', 'aaaaaaaaaaaa', '2026-01-01T00:00:00.000Z', '${JSON.stringify(sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa'))}');
   INSERT INTO runs VALUES ('0123456789abcdef', '2026-01-01T00:00:00.000Z', '${JSON.stringify(pastRunOf('0123456789abcdef'))}');
   INSERT INTO run_details VALUES ('0123456789abcdef', '${JSON.stringify(detailsOf())}');`,
];

describe('a database of every older version', () => {
  test('is known to this test', () => {
    expect(dumps).toHaveLength(migrations.length + 1);
  });

  test.each(dumps.map((dump, version) => [version, dump] as const))(
    'version %i is migrated with all it holds',
    (version, dump) => {
      const path = `${scratch()}/old.db`;
      const old = new DatabaseSync(path);
      old.exec(`${dump}; PRAGMA user_version = ${String(version)}`);
      old.close();
      const { database, damaged } = openDatabase(path);
      expect(damaged).toBeNull();
      expect(versionOf(database)).toBe(migrations.length);
      const sandboxes = new SandboxTable(database, path);
      expect(sandboxes.all()).toEqual(version === 0 ? [] : [rowOf('one', { running: true })]);
      const sessions = new SessionTable(database, path, () => dirname(path));
      expect(sessions.of('aaaaaaaaaaaa')).toEqual(version < 2 ? [] : [sessionRowOf('bbbbbbbb', 'aaaaaaaaaaaa')]);
      const runs = new RunTable(database, path);
      expect(runs.latest(10)).toEqual(version < 3 ? [] : [pastRunOf('0123456789abcdef')]);
      const details = new DetailsTable(database, path);
      expect(details.find('0123456789abcdef')).toEqual(version < 4 ? null : detailsOf());
      database.close();
    },
  );
});

test('a step that fails leaves the database as it was before it', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE sandboxes (other TEXT)');
  expect(() => {
    migrate(database);
  }).toThrow('already exists');
  expect(versionOf(database)).toBe(0);
  expect(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()).toEqual([
    { name: 'sandboxes' },
  ]);
  database.close();
});
