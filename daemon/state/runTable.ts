import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { pastRun, type PastRun } from '../protocol/reviews/methods.js';
import { failureOf } from './database.js';

/** The runs of the database. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class RunTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
  ) {}

  /** The latest, newest first; a row that is none is left out. @param most how many */
  latest(most: number): PastRun[] {
    return this.rows('SELECT document FROM runs ORDER BY started_at DESC, id LIMIT ?', most);
  }

  /** Those whose id begins so, at most two. */
  beginning(id: string): PastRun[] {
    return this.rows('SELECT document FROM runs WHERE substr(id, 1, ?) = ? LIMIT 2', id.length, id);
  }

  /** Whether there is one with that id, even if it cannot be read. */
  has(id: string): boolean {
    return this.run(() => this.database.prepare('SELECT 1 FROM runs WHERE id = ?').get(id)) !== undefined;
  }

  /** Adds or replaces one. */
  save(row: PastRun): void {
    const { id, startedAt } = row.record;
    this.run(() =>
      this.database
        .prepare(
          `INSERT INTO runs (id, started_at, document) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
        )
        .run(id, startedAt, JSON.stringify(row)),
    );
  }

  /** Removes all but the latest, and those from before a time (ISO 8601, UTC). @returns the ids of those removed, with what could be read */
  prune(most: number, before: string): { id: string; run: PastRun | null }[] {
    const rows = this.run(() =>
      this.database
        .prepare(
          `DELETE FROM runs WHERE started_at < ? OR id NOT IN (SELECT id FROM runs ORDER BY started_at DESC LIMIT ?)
           RETURNING id, document`,
        )
        .all(before, most),
    );
    return rows.map((row) => ({ id: String(row['id']), run: parse(row)[0] ?? null }));
  }

  private rows(sql: string, ...values: (string | number)[]): PastRun[] {
    return this.run(() => this.database.prepare(sql).all(...values)).flatMap(parse);
  }

  private run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw failureOf(this.path, thrown);
    }
  }
}

function parse({ document }: Record<string, SQLOutputValue>): PastRun[] {
  try {
    const parsed = pastRun.safeParse(typeof document === 'string' ? JSON.parse(document) : null);
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
