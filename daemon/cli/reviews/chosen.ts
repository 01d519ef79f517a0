import { type Daemon } from '../../client/daemon.js';
import { BellglassFailure } from '../../protocol/errors.js';
import { shownId } from '../../protocol/record/leftChanges.js';
import { type PastRun } from '../../protocol/reviews/methods.js';
import { withDaemon } from '../connected.js';
import { Progress } from '../program/progress.js';
import { type Surroundings } from '../surroundings.js';
import { type Place, isWithin } from './places.js';

/** The word for the run that was started last in the workspace of the current directory. */
export const latest = 'latest';

/** A run that is over, whose changes are looked at or settled. */
export interface Chosen {
  readonly daemon: Daemon;
  readonly run: PastRun;
  /** The same run for every call, whatever runs meanwhile. */
  readonly reference: { readonly run: string; readonly workspace: null };
  readonly place: Place;
  /** What names the run after a command, with a space before it; empty where it is the latest. */
  readonly option: string;
}

/** Finds a run. @param run its id, the beginning of that, or `latest` @throws BellglassFailure unknown_past_run, ambiguous_past_run */
export async function findRun(daemon: Daemon, run: string, { cwd }: Pick<Surroundings, 'cwd'>): Promise<PastRun> {
  if (run !== latest && !/^[0-9a-f]{1,32}$/.test(run))
    throw new BellglassFailure({ code: 'unknown_past_run', data: { reference: run.slice(0, 256) } });
  return await daemon.call('run.inspect', { run, workspace: run === latest ? cwd : null });
}

/** Does something with a run whose changes were kept apart. @throws BellglassFailure no_review, and those of findRun */
export async function withReview<T>(
  run: string,
  around: Surroundings,
  work: (chosen: Chosen) => Promise<T>,
): Promise<T> {
  return await withDaemon(around.env, async (daemon) => {
    const past = await findRun(daemon, run, around);
    const { id, workspace, review } = past.record;
    if (workspace === null || review === null) throw new BellglassFailure({ code: 'no_review', data: { runId: id } });
    const place = { workspace, cwd: around.cwd };
    const option = run === latest && isWithin(place) ? '' : ` --run ${id.slice(0, shownId)}`;
    return await work({ daemon, run: past, reference: { run: id, workspace: null }, place, option });
  });
}

/** Waits for a call that may take a while, since a machine must be started to read what was changed. */
export async function patiently<T>(what: string, work: () => Promise<T>, around: Surroundings): Promise<T> {
  const progress = new Progress(around.stderr);
  progress.report(what);
  try {
    return await work();
  } finally {
    progress.stop();
  }
}
