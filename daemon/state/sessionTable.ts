import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** A longer file is no session's row, in bytes: a command is cut to less. */
const longestRow = 4 * 1024 * 1024;

/** The sessions of the database, each with a file beside its log, of which its row can be made again. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class SessionTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
    /** Where the sessions of a sandbox have their files. */
    private readonly directoryOf: (sandboxId: string) => string,
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
    const document = JSON.stringify(row);
    this.run(() => this.database.prepare(save).run(row.id, row.sandboxId, row.startedAt, document));
    this.run(() => {
      replaceFile(this.fileOf(row), document);
    });
  }

  /** Removes one. */
  remove(row: Pick<SessionRow, 'id' | 'sandboxId'>): void {
    this.run(() => this.database.prepare('DELETE FROM sessions WHERE id = ?').run(row.id));
    rmSync(this.fileOf(row), { force: true });
  }

  /** Makes the rows of a sandbox's sessions that the database has lost again of their files. */
  restore(sandboxId: string): void {
    const known = new Set(this.of(sandboxId).map(({ id }) => id));
    const directory = this.directoryOf(sandboxId);
    for (const name of namesIn(directory).filter((entry) => /^[0-9a-f]{8}\.json$/.test(entry))) {
      if (known.has(name.slice(0, 8))) continue;
      const row = readRow(join(directory, name));
      if (row?.sandboxId === sandboxId && name === `${row.id}.json`) this.save(row);
    }
  }

  private fileOf({ id, sandboxId }: Pick<SessionRow, 'id' | 'sandboxId'>): string {
    return join(this.directoryOf(sandboxId), `${id}.json`);
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

// In one step: half of it would be no row.
function replaceFile(path: string, content: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, path);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // It is made with the first session.
    return [];
  }
}

function readRow(path: string): SessionRow | null {
  try {
    const document = readFileSync(path, 'utf8');
    return document.length > longestRow ? null : parse(document);
  } catch {
    return null;
  }
}
