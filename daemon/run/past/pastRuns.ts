import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import type { RunDetails } from '../../protocol/record/details.js';
import type { DroppedReview } from '../../protocol/reviews/dropped.js';
import { pastRun, type InspectedRun, type PastRun } from '../../protocol/reviews/methods.js';
import type { RunRecord } from '../../protocol/run.js';
import { reviewHome } from '../../review/home.js';
import { openDatabase } from '../../state/database.js';
import { ensurePrivateDirectory } from '../../state/privateDirectory.js';
import { DetailsTable } from '../../state/record/detailsTable.js';
import { DroppedTable } from '../../state/record/droppedTable.js';
import { RunTable } from '../../state/runTable.js';
import { systemCode } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import type { RunContext } from '../context.js';
import { mostRuns, Pruning } from './pruning.js';

/** Which run is meant: its id, or a beginning of it that no other has; or `latest`, of a workspace or of any. */
export interface Reference {
  readonly run: string;
  readonly workspace: string | null;
}

/** For so long people are told of what was dropped, in milliseconds. */
const toldFor = 7 * 24 * 60 * 60 * 1000;

/** The runs that are over, in the database. It is opened when it is first needed. */
export class PastRuns {
  private opened: { runs: RunTable; details: DetailsTable; dropped: DroppedTable; pruning: Pruning } | null = null;
  private readonly held = new Map<string, number>();

  constructor(private readonly context: RunContext) {}

  /** Does something with a run, of which nothing is dropped meanwhile. */
  async holding<T>(id: string, work: () => Promise<T>): Promise<T> {
    const count = (by: number): number => (this.held.get(id) ?? 0) + by;
    this.held.set(id, count(1));
    try {
      return await work();
    } finally {
      if (count(-1) === 0) this.held.delete(id);
      else this.held.set(id, count(-1));
    }
  }

  /** Writes a run down. What goes wrong is logged: its client has its record. @param details null: there are none, yet */
  async save(record: RunRecord, details: RunDetails | null = null): Promise<void> {
    try {
      // The details have what was written, as far as it is kept.
      const rest = { ...record };
      delete rest.stdout;
      delete rest.stderr;
      delete rest.truncated;
      await this.update({ record: rest, applications: 0 });
      if (details !== null) this.tables.details.save(record.id, details);
      await this.tables.pruning.prune();
    } catch (thrown) {
      this.context.log(`run ${record.id} was not written down: ${String(thrown)}`);
    }
  }

  /** Writes down what became of one. @throws BellglassFailure database_unusable, database_locked */
  async update(run: PastRun): Promise<void> {
    this.tables.runs.save(run);
    this.tables.pruning.changed(run.record.id);
    const home = reviewHome(this.context.paths.reviews, run.record.id);
    if (existsSync(home.path)) await writeAtomically(home.run, JSON.stringify(run));
  }

  /** The latest, newest first. @throws BellglassFailure database_unusable, database_locked, database_newer */
  latest(count: number): PastRun[] {
    return this.tables.runs.latest(count);
  }

  /** @throws BellglassFailure unknown_past_run, ambiguous_past_run, database_unusable, database_locked, database_newer */
  find({ run, workspace }: Reference): PastRun {
    const [first, second] = run === 'latest' ? this.latestIn(workspace) : this.tables.runs.beginning(run);
    if (first === undefined) throw new BellglassFailure({ code: 'unknown_past_run', data: { reference: run } });
    if (run !== 'latest' && second !== undefined)
      throw new BellglassFailure({ code: 'ambiguous_past_run', data: { reference: run } });
    return first;
  }

  /** All that is known of one. @throws as find */
  inspect(reference: Reference): InspectedRun {
    const run = this.find(reference);
    return { ...run, details: this.tables.details.find(run.record.id) };
  }

  /** Reviews that were dropped lately although nobody had settled them, newest first. @throws BellglassFailure as latest */
  dropped(): DroppedReview[] {
    return this.tables.dropped.since(new Date(Date.now() - toldFor).toISOString());
  }

  /**
   * The ids of those of which something is in the directory of reviews. A run that the database has lost is written down again; what is
   * of no run is removed, and what cannot be read is left as it is.
   */
  async reviewed(): Promise<string[]> {
    const { reviews } = this.context.paths;
    ensurePrivateDirectory(reviews);
    const known: string[] = [];
    for (const id of await readdir(reviews)) {
      const found = this.tables.runs.has(id) || (await this.bringBack(id));
      if (found === true) known.push(id);
      else if (found === false) await rm(join(reviews, id), { recursive: true, force: true });
    }
    return known;
  }

  /** Writes a run down again as it is told beside its review. @returns whether that is of this run; null: it cannot be read */
  private async bringBack(id: string): Promise<boolean | null> {
    const { run } = reviewHome(this.context.paths.reviews, id);
    const lost = await readRun(run, id).catch((thrown: unknown) => {
      this.context.log(`${run} is left as it is: ${String(thrown)}`);
      return undefined;
    });
    if (lost === undefined) return null;
    if (lost !== null) this.tables.runs.save(lost);
    return lost !== null;
  }

  /** Those that were started last in a workspace, or in one that holds the directory; those with something to look at first. */
  private latestIn(directory: string | null): PastRun[] {
    const holds = (workspace: string | null): boolean =>
      directory === null || directory === workspace || (workspace !== null && directory.startsWith(`${workspace}/`));
    const runs = this.tables.runs.latest(mostRuns).filter(({ record }) => holds(record.workspace));
    const left = runs.filter(({ record: { review } }) => review !== null && review.state !== 'none');
    return left.length > 0 ? left : runs;
  }

  private get tables(): NonNullable<typeof this.opened> {
    this.opened ??= this.open();
    return this.opened;
  }

  private open(): NonNullable<typeof this.opened> {
    const { database: path } = this.context.paths;
    const { database } = openDatabase(path);
    const tables = {
      runs: new RunTable(database, path),
      details: new DetailsTable(database, path),
      dropped: new DroppedTable(database, path),
    };
    return { ...tables, pruning: new Pruning(this.context, tables, this.held) };
  }
}

/** @returns null where there is none, or it is another's @throws the system's error, or that it is none */
async function readRun(path: string, id: string): Promise<PastRun | null> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  });
  if (text === null) return null;
  const run = pastRun.parse(JSON.parse(text));
  return run.record.id === id ? run : null;
}
