import type { DatabaseSync } from 'node:sqlite';
import { runDetails, type RunDetails } from '../../protocol/record/details.js';
import { failureOf } from '../database.js';

/** What is kept of runs besides their rows. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class DetailsTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
  ) {}

  /** Adds or replaces that of a run of the database. */
  save(id: string, details: RunDetails): void {
    const save = `INSERT INTO run_details (id, document) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET document = excluded.document`;
    this.run(() => this.database.prepare(save).run(id, JSON.stringify(details)));
  }

  /** That of a run; null when there is none, or none that can be read. */
  find(id: string): RunDetails | null {
    const row = this.run(() => this.database.prepare('SELECT document FROM run_details WHERE id = ?').get(id));
    try {
      return runDetails.safeParse(JSON.parse(String(row?.['document']))).data ?? null;
    } catch {
      return null;
    }
  }

  /** What each takes, in bytes. */
  sizes(): Map<string, number> {
    const rows = this.run(() =>
      this.database.prepare('SELECT id, octet_length(document) AS size FROM run_details').all(),
    );
    return new Map(rows.map(({ id, size }) => [String(id), Number(size)]));
  }

  /** Removes that of a run. */
  remove(id: string): void {
    this.run(() => this.database.prepare('DELETE FROM run_details WHERE id = ?').run(id));
  }

  private run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw failureOf(this.path, thrown);
    }
  }
}
