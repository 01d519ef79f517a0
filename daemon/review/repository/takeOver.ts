import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import type { MovedRefs, RepositoryChange } from '../../protocol/reviews/repository.js';
import { systemReason } from '../../state/systemReason.js';
import type { ReviewHome } from '../home.js';
import { repositoryPath } from './fold.js';
import { forgetIntent, intents, readIntent, writeIntent } from './intent.js';
import { packOf } from './look.js';
import { backwards, bringObjects, moveRefs, planMoves, type MovePlan } from './move.js';
import { Unfit } from './unfit.js';

/** The repository of a run's workspace, and the run's review. */
export interface Place {
  readonly home: ReviewHome;
  readonly workspace: string;
  readonly runId: string;
}

/** What follows when the files are there. */
export interface Prepared {
  readonly willMove: boolean;
  /** Moves the refs. */
  readonly finish: () => Promise<MovedRefs>;
}

/**
 * Prepares to move refs as a run did: looks whether each is what it was, and brings the objects, to which nothing refers yet.
 * What is about to be done is written down.
 * @throws BellglassFailure apply_failed
 */
export async function prepareRefs(place: Place, number: number, change: RepositoryChange): Promise<Prepared> {
  const { home, workspace, runId } = place;
  const repository = join(workspace, repositoryPath);
  return await orFailed(repository, async () => {
    const plan = await planMoves(repository, change.refs);
    const willMove = plan.moves.length > 0;
    if (willMove && change.objects > 0) await bringObjects(repository, packOf(home.repository));
    if (willMove) await writeIntent(home, number, plan.moves);
    const finish = async (): Promise<MovedRefs> => {
      const done = await moveRefs(repository, plan, `bellglass: apply of ${runId}`);
      if (done.moved.length === 0) await forgetIntent(home, number);
      return done;
    };
    return { willMove, finish };
  });
}

/** How the refs of an application are taken back; null: it moved none. `plan` has no moves where something stands in the way. @throws BellglassFailure apply_failed */
export async function planBack(place: Place, number: number): Promise<MovePlan | null> {
  const repository = join(place.workspace, repositoryPath);
  return await orFailed(repository, async () => {
    const moves = await readIntent(place.home, number);
    return moves === null ? null : await planMoves(repository, backwards(moves));
  });
}

/** Moves them back. What was brought stays, with nothing that refers to it. @throws BellglassFailure apply_failed */
export async function moveBack(place: Place, number: number, plan: MovePlan): Promise<MovedRefs> {
  const repository = join(place.workspace, repositoryPath);
  return await orFailed(repository, async () => {
    const done = await moveRefs(repository, plan, `bellglass: undo of ${place.runId}`);
    if (done.problem !== null) throw new Unfit('gitFailed', done.problem);
    await forgetIntent(place.home, number);
    return done;
  });
}

/**
 * Ends what was cut off: an application whose refs were moved counts; one whose files were changed gets its refs moved, too, if
 * they are still what they were; else nothing has happened.
 * @param known how many applications there are without a look at refs
 * @param log what was done, a line
 * @returns how many there are now
 */
export async function endCutOffRefs(
  place: Place,
  { before, known }: { readonly before: number; readonly known: number },
  log: (line: string) => void,
): Promise<number> {
  let count = known;
  const repository = join(place.workspace, repositoryPath);
  for (const number of (await intents(place.home)).filter((one) => one > before)) {
    const moves = (await readIntent(place.home, number)) ?? [];
    const plan = await planMoves(repository, moves);
    const wereMoved = plan.moves.length === 0 && plan.conflicts.length === 0;
    if (wereMoved) count = Math.max(count, number);
    else if (number <= known) {
      const { moved, conflicts } = await moveRefs(repository, plan, `bellglass: apply of ${place.runId}`);
      if (moved.length === 0) await forgetIntent(place.home, number);
      const said =
        moved.length > 0 ? 'moved now' : `left as they are, ${String(conflicts.length)} of them were changed`;
      log(`an application of the run ${place.runId} was cut off: its files are applied, its branches and tags ${said}`);
    } else {
      await forgetIntent(place.home, number);
      log(
        `an application of the run ${place.runId} was cut off before any branch or tag was moved: nothing was applied`,
      );
    }
  }
  return count;
}

async function orFailed<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const reason = thrown instanceof Unfit ? thrown.detail || thrown.why : systemReason(thrown);
    throw new BellglassFailure({ code: 'apply_failed', data: { path, reason } }, { cause: thrown });
  }
}
