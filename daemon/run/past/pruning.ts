import { readdir, rm } from 'node:fs/promises';
import type { PastRun } from '../../protocol/reviews/methods.js';
import type { DroppedReview } from '../../protocol/reviews/dropped.js';
import { reviewHome } from '../../review/home.js';
import type { DetailsTable } from '../../state/record/detailsTable.js';
import type { DroppedTable } from '../../state/record/droppedTable.js';
import type { RunTable } from '../../state/runTable.js';
import { readSettings } from '../../state/settings.js';
import type { RunContext } from '../context.js';
import { sizeOf, tooMuch } from './room.js';

/** So many runs are kept, whatever they take. */
export const mostRuns = 1000;
/** What is kept unless the settings say otherwise. */
const usual = { days: 30, mebibytes: 10 * 1024 } as const;
const day = 24 * 60 * 60 * 1000;

/** Where runs are kept. */
interface Tables {
  readonly runs: RunTable;
  readonly details: DetailsTable;
  readonly dropped: DroppedTable;
}

/** Drops what is kept of runs when it is too old, too many or too much. Whoever has not settled a review that goes is told by its note. */
export class Pruning {
  private readonly sizes = new Map<string, number>();

  /** @param held runs of which nothing is dropped, since they go on or somebody works with them */
  constructor(
    private readonly context: RunContext,
    private readonly tables: Tables,
    private readonly held: ReadonlyMap<string, unknown>,
  ) {}

  /** The review of a run takes something else now. */
  changed(id: string): void {
    this.sizes.delete(id);
  }

  /** Drops what there is no room for. @throws BellglassFailure database_unusable, database_locked, settings_malformed */
  async prune(): Promise<void> {
    const { keepDays, keepMiB } = await readSettings(this.context.paths.settings);
    const days = keepDays ?? usual.days;
    const before = new Date(Date.now() - days * day).toISOString();
    for (const { id, run } of this.tables.runs.prune(mostRuns, before)) {
      const old = (run?.record.startedAt ?? '') < before;
      if (waits(run)) this.note(id, old ? { reason: 'age', limit: days } : { reason: 'count', limit: mostRuns });
      await this.forget(id);
    }
    await this.shrink(keepMiB ?? usual.mebibytes);
  }

  private async shrink(mebibytes: number): Promise<void> {
    const most = mebibytes * 1024 * 1024;
    const sizes = await this.allSizes();
    const sum = (ids: Iterable<string>): number => [...ids].reduce((total, id) => total + (sizes.get(id) ?? 0), 0);
    if (sum(sizes.keys()) <= most) return;
    const runs = this.tables.runs.latest(mostRuns).reverse();
    // The latest that somebody has yet to settle stays, however large it is, as what is held does; both count.
    const latest = runs.findLast(waits)?.record.id;
    const stays = new Set([...this.held.keys(), ...(latest === undefined ? [] : [latest])]);
    const free = runs.filter(({ record }) => !stays.has(record.id));
    const kept = free.map((run) => ({ run, size: sizes.get(run.record.id) ?? 0, waiting: waits(run) }));
    for (const { run, waiting } of tooMuch(kept, most - sum(stays))) {
      const { id, review } = run.record;
      // Somebody may have begun to work with it meanwhile.
      if (this.held.has(id)) continue;
      this.tables.details.remove(id);
      if (review === null || review.state === 'none') continue;
      if (waiting) this.note(id, { reason: 'size', limit: mebibytes });
      this.tables.runs.save({ ...run, record: { ...run.record, review: { ...review, state: 'discarded' } } });
      await this.forget(id);
    }
  }

  private async allSizes(): Promise<Map<string, number>> {
    const sizes = this.tables.details.sizes();
    // The directory is made with the first review.
    for (const id of await readdir(this.context.paths.reviews).catch(() => []))
      sizes.set(id, (sizes.get(id) ?? 0) + (await this.sizeOf(id)));
    return sizes;
  }

  private async sizeOf(id: string): Promise<number> {
    const known = this.sizes.get(id);
    if (known !== undefined) return known;
    const size = await sizeOf(reviewHome(this.context.paths.reviews, id).path);
    // What goes on grows.
    if (!this.held.has(id)) this.sizes.set(id, size);
    return size;
  }

  private async forget(id: string): Promise<void> {
    this.sizes.delete(id);
    await rm(reviewHome(this.context.paths.reviews, id).path, { recursive: true, force: true });
  }

  private note(id: string, why: Pick<DroppedReview, 'reason' | 'limit'>): void {
    this.tables.dropped.add({ id, droppedAt: new Date().toISOString(), ...why });
    this.context.log(`the changes of run ${id} were dropped unsettled: ${why.reason}, ${String(why.limit)}`);
  }
}

function waits(run: PastRun | null): boolean {
  const state = run?.record.review?.state;
  return state === 'pending' || state === 'unread';
}
