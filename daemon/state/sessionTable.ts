import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { sessionInfo } from '../protocol/sandbox/session.js';
import { failureOf } from './database.js';

/** A session as the database keeps it. */
export const sessionRow = sessionInfo.omit({ viewers: true }).extend({
  /** The agent's number of its process; null when it has none any more. */
  processId: z.int().nullable(),
  /** Offsets up to which its output has been taken from the guest and is on disk, in bytes. */
  stdoutAt: z.int().min(0),
  stderrAt: z.int().min(0),
});
/** A session as the database keeps it. */
export type SessionRow = z.infer<typeof sessionRow>;

/** The sessions of the database. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class SessionTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
  ) {}

  /** The sessions of one sandbox, oldest first; a row that is none is left out. */
  of(sandboxId: string): SessionRow[] {
    return this.run(() => {
      const found = this.database.prepare('SELECT document FROM sessions WHERE sandbox_id = ? ORDER BY started_at, id');
      return found.all(sandboxId).flatMap(({ document }) => {
        const row = parse(String(document));
        return row === null ? [] : [row];
      });
    });
  }

  /** Adds or replaces one. */
  save(row: SessionRow): void {
    const save = `INSERT INTO sessions (id, sandbox_id, started_at, document) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document`;
    this.run(() => this.database.prepare(save).run(row.id, row.sandboxId, row.startedAt, JSON.stringify(row)));
  }

  /** Removes one. */
  remove(id: string): void {
    this.run(() => this.database.prepare('DELETE FROM sessions WHERE id = ?').run(id));
  }

  private run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw failureOf(this.path, thrown);
    }
  }
}

function parse(document: string): SessionRow | null {
  try {
    return sessionRow.safeParse(JSON.parse(document)).data ?? null;
  } catch {
    return null;
  }
}
