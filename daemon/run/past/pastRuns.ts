import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import { pastRun, type PastRun } from '../../protocol/reviews/methods.js';
import type { RunRecord } from '../../protocol/run.js';
import { reviewHome } from '../../review/home.js';
import { openDatabase } from '../../state/database.js';
import { ensurePrivateDirectory } from '../../state/privateDirectory.js';
import { RunTable } from '../../state/runTable.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import type { RunContext } from '../context.js';

/** Which run is meant: its id, or a beginning of it that no other has; or `latest`, of a workspace or of any. */
export interface Reference {
  readonly run: string;
  readonly workspace: string | null;
}

/** So many are kept, and for so long, in milliseconds; with them goes what they changed. */
const most = 1000;
const longest = 30 * 24 * 60 * 60 * 1000;

/** The runs that are over, in the database. It is opened when it is first needed. */
export class PastRuns {
  private opened: RunTable | null = null;

  constructor(private readonly context: RunContext) {}

  /** Writes a run down. What goes wrong is logged: its client has its record. */
  async save(record: RunRecord): Promise<void> {
    try {
      await this.update({ record, applications: 0 });
      await this.prune();
    } catch (thrown) {
      this.context.log(`run ${record.id} was not written down: ${String(thrown)}`);
    }
  }

  /** Writes down what became of one. @throws BellglassFailure database_unusable, database_locked */
  async update(run: PastRun): Promise<void> {
    this.table.save(run);
    const home = reviewHome(this.context.paths.reviews, run.record.id);
    if (existsSync(home.path)) await writeAtomically(home.run, JSON.stringify(run));
  }

  /** The latest, newest first. @throws BellglassFailure database_unusable, database_locked, database_newer */
  latest(count: number): PastRun[] {
    return this.table.latest(count);
  }

  /** @throws BellglassFailure unknown_past_run, ambiguous_past_run, database_unusable, database_locked, database_newer */
  find({ run, workspace }: Reference): PastRun {
    const [first, second] = run === 'latest' ? this.latestIn(workspace) : this.table.beginning(run);
    if (first === undefined) throw new BellglassFailure({ code: 'unknown_past_run', data: { reference: run } });
    if (run !== 'latest' && second !== undefined)
      throw new BellglassFailure({ code: 'ambiguous_past_run', data: { reference: run } });
    return first;
  }

  /**
   * The ids of those of which something is in the directory of reviews. A run that the database has lost is written down again; what is
   * of no run is removed.
   */
  async reviewed(): Promise<string[]> {
    const { reviews } = this.context.paths;
    ensurePrivateDirectory(reviews);
    const known: string[] = [];
    for (const id of await readdir(reviews)) {
      const lost = this.table.has(id) ? null : await readRun(reviewHome(reviews, id).run, id);
      if (lost !== null) this.table.save(lost);
      if (this.table.has(id)) known.push(id);
      else await rm(join(reviews, id), { recursive: true, force: true });
    }
    return known;
  }

  /** Those that were started last in a workspace, or in one that holds the directory; those with something to look at first. */
  private latestIn(directory: string | null): PastRun[] {
    const holds = (workspace: string | null): boolean =>
      directory === null || directory === workspace || (workspace !== null && directory.startsWith(`${workspace}/`));
    const runs = this.table.latest(most).filter(({ record }) => holds(record.workspace));
    const left = runs.filter(({ record: { review } }) => review !== null && review.state !== 'none');
    return left.length > 0 ? left : runs;
  }

  private async prune(): Promise<void> {
    const before = new Date(Date.now() - longest).toISOString();
    for (const id of this.table.prune(most, before))
      await rm(reviewHome(this.context.paths.reviews, id).path, { recursive: true, force: true });
  }

  private get table(): RunTable {
    const { database: path } = this.context.paths;
    this.opened ??= new RunTable(openDatabase(path).database, path);
    return this.opened;
  }
}

async function readRun(path: string, id: string): Promise<PastRun | null> {
  try {
    const run = pastRun.parse(JSON.parse(await readFile(path, 'utf8')));
    return run.record.id === id ? run : null;
  } catch {
    return null;
  }
}
