import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { droppedReview, type DroppedReview } from '../../protocol/reviews/dropped.js';
import { failureOf } from '../database.js';

/** So many are remembered. */
const most = 100;

/** The reviews that were dropped before anybody settled them. Every call throws BellglassFailure database_unusable or database_locked when it cannot be done. */
export class DroppedTable {
  constructor(
    private readonly database: DatabaseSync,
    private readonly path: string,
  ) {}

  /** Notes one. */
  add(dropped: DroppedReview): void {
    const { id, droppedAt } = dropped;
    this.run(() => {
      this.database
        .prepare('INSERT OR REPLACE INTO dropped_reviews (id, dropped_at, document) VALUES (?, ?, ?)')
        .run(id, droppedAt, JSON.stringify(dropped));
      this.database
        .prepare(
          'DELETE FROM dropped_reviews WHERE id NOT IN (SELECT id FROM dropped_reviews ORDER BY dropped_at DESC LIMIT ?)',
        )
        .run(most);
    });
  }

  /** Those that were dropped since a time (ISO 8601, UTC), newest first; a row that is none is left out. */
  since(time: string): DroppedReview[] {
    const found = 'SELECT document FROM dropped_reviews WHERE dropped_at >= ? ORDER BY dropped_at DESC, id';
    return this.run(() => this.database.prepare(found).all(time)).flatMap(parse);
  }

  private run<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw failureOf(this.path, thrown);
    }
  }
}

function parse({ document }: Record<string, SQLOutputValue>): DroppedReview[] {
  try {
    const parsed = droppedReview.safeParse(JSON.parse(String(document)));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
