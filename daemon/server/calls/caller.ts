import type { KeptSandboxes } from '../../kept/keptSandboxes.js';
import type { DoctorReport } from '../../protocol/doctor.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { Method, Params, Result } from '../../protocol/methods.js';
import type { ActiveRun, Progress } from '../../run/activeRun.js';
import type { PastRuns } from '../../run/past/pastRuns.js';
import type { Reviews } from '../../run/past/reviews.js';
import type { Runs } from '../../run/runs.js';
import type { Presence } from '../watching/presence.js';
import type { Watch } from '../watching/watch.js';

/** What the calls of one connection act on. */
export interface Caller {
  readonly runs: Runs;
  readonly past: PastRuns;
  readonly reviews: Reviews;
  /** The kept sandboxes, opened when that was not possible before. @throws BellglassFailure as KeptSandboxes.open */
  readonly kept: () => Promise<KeptSandboxes>;
  /** The machines under kept sandboxes, those there are now. */
  readonly keptMachines: () => Result<'machine.list'>['machines'];
  readonly doctor: () => Promise<DoctorReport>;
  /** The runs of this connection; they end with it. */
  readonly own: Set<ActiveRun>;
  /** Whether the connection has ended. */
  readonly gone: () => boolean;
  /** What this connection is told of kept sandboxes, once it asks. */
  readonly watch: Watch;
  /** Whether it keeps the daemon from ending. */
  readonly presence: Presence;
  readonly progress: (runId: string, progress: Progress) => void;
  /** Whether the client said that it is of an older version than this daemon. */
  readonly isOlder: () => boolean;
  /** Whether a run goes on, or a sandbox starts: ending the daemon now would be noticed. */
  readonly busy: () => boolean;
  /** Ends the daemon, once the answer is on its way. @param everything kept sandboxes are stopped too, and do not wait for the next daemon */
  readonly stop: (everything: boolean) => void;
  readonly stopping: () => boolean;
}

/** The functions of some calls. */
export type Calls<M extends Method> = {
  readonly [N in M]: (params: Params<N>, caller: Caller) => Promise<Result<N>> | Result<N>;
};

/** Refuses what begins something while the daemon ends. @throws BellglassFailure shutting_down */
export function refuseWhenStopping(caller: Caller): void {
  if (caller.stopping()) throw new BellglassFailure({ code: 'shutting_down', data: {} });
}

/** A run of this connection. @throws BellglassFailure unknown_run */
export function ownRun(caller: Caller, runId: string): ActiveRun {
  const run = caller.runs.find(runId);
  if (run === undefined || !caller.own.has(run)) throw new BellglassFailure({ code: 'unknown_run', data: { runId } });
  return run;
}

/** From now on the run ends with this connection. */
export function keep(caller: Caller, run: ActiveRun): { runId: string } {
  for (const one of caller.own) if (caller.runs.find(one.id) === undefined) caller.own.delete(one);
  if (caller.gone()) caller.runs.forget(run);
  else caller.own.add(run);
  return { runId: run.id };
}
