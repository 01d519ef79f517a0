import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import * as z from 'zod';
import { sandboxEnd, sandboxId, sandboxSettings } from '../protocol/sandbox/sandbox.js';
import { sandboxName } from '../protocol/sandbox/wishes.js';
import { failureOf } from './database.js';

/** A kept sandbox as the database has it, and its own directory too, from which it can be found again. */
export const sandboxRow = z.strictObject({
  id: sandboxId,
  name: sandboxName,
  settings: sandboxSettings.extend({ main: sandboxSettings.shape.main.default(null) }),
  /** Whether a machine is meant to be under it. */
  running: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  end: sandboxEnd.nullable(),
});
/** A kept sandbox as the database has it. */
export type SandboxRow = z.infer<typeof sandboxRow>;

/** The sandboxes of the database. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class SandboxTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
  ) {}

  /** Every sandbox, oldest first; a row that is none is left out. */
  all(): SandboxRow[] {
    return this.run(() => {
      const rows = this.database.prepare('SELECT * FROM sandboxes ORDER BY created_at, id').all();
      return rows.map(parse).filter((row) => row !== null);
    });
  }

  /** Adds or replaces one. Another of that name is out of date, since the sandboxes' directories are the truth, and goes. */
  save(row: SandboxRow): void {
    this.run(() => {
      this.database.prepare('DELETE FROM sandboxes WHERE name = ? AND id <> ?').run(row.name, row.id);
      this.database
        .prepare(
          `INSERT INTO sandboxes (id, name, settings, running, created_at, started_at, end) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings, running = excluded.running,
             started_at = excluded.started_at, end = excluded.end`,
        )
        .run(
          row.id,
          row.name,
          JSON.stringify(row.settings),
          row.running ? 1 : 0,
          row.createdAt,
          row.startedAt,
          row.end === null ? null : JSON.stringify(row.end),
        );
    });
  }

  /** Removes one, with its sessions. */
  remove(id: string): void {
    this.run(() => this.database.prepare('DELETE FROM sandboxes WHERE id = ?').run(id));
  }

  private run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw failureOf(this.path, thrown);
    }
  }
}

function parse(row: Record<string, SQLOutputValue>): SandboxRow | null {
  try {
    const json = (value: SQLOutputValue | undefined): unknown => (typeof value === 'string' ? JSON.parse(value) : null);
    const parsed = sandboxRow.safeParse({
      id: row['id'],
      name: row['name'],
      settings: json(row['settings']),
      running: row['running'] === 1,
      createdAt: row['created_at'],
      startedAt: row['started_at'],
      end: json(row['end']),
    });
    return parsed.data ?? null;
  } catch {
    return null;
  }
}
