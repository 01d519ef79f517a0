import { BellglassFailure } from '../protocol/errors.js';
import type { Method, Params, Result } from '../protocol/methods.js';
import { PROTOCOL_VERSION, VERSION } from '../protocol/version.js';
import type { Progress, ActiveRun } from '../run/activeRun.js';
import type { Runs } from '../run/runs.js';

/** What the calls of one connection act on. */
export interface Caller {
  readonly runs: Runs;
  /** The runs of this connection; they end with it. */
  readonly own: Set<ActiveRun>;
  readonly progress: (runId: string, progress: Progress) => void;
  /** Ends the daemon, once the answer is on its way. */
  readonly stop: () => void;
  readonly stopping: () => boolean;
}

/** The function of each call. */
export const dispatch: {
  readonly [M in Method]: (params: Params<M>, caller: Caller) => Promise<Result<M>> | Result<M>;
} = {
  hello: () => ({ protocol: PROTOCOL_VERSION, version: VERSION, pid: process.pid }),
  'run.start': (request, caller) => {
    if (caller.stopping()) throw new BellglassFailure({ code: 'shutting_down', data: {} });
    const run = caller.runs.start(request, caller.progress);
    for (const one of caller.own) if (caller.runs.find(one.id) === undefined) caller.own.delete(one);
    caller.own.add(run);
    return { runId: run.id };
  },
  'run.wait': async ({ runId }, caller) => {
    const run = ownRun(caller, runId);
    const record = await run.record;
    if (record === null) throw new BellglassFailure({ code: 'unknown_run', data: { runId } });
    caller.runs.collect(run);
    return record;
  },
  'run.signal': ({ runId, signal }, caller) => {
    ownRun(caller, runId).signal(signal);
    return {};
  },
  'run.cancel': ({ runId }, caller) => {
    ownRun(caller, runId).stop('cancelled');
    return {};
  },
  'machine.list': (_params, caller) => ({ machines: caller.runs.machines() }),
  'daemon.stop': ({ onlyIfIdle }, caller) => {
    if (onlyIfIdle && caller.runs.busy > 0) return { stopping: false };
    caller.stop();
    return { stopping: true };
  },
};

function ownRun(caller: Caller, runId: string): ActiveRun {
  const run = caller.runs.find(runId);
  if (run === undefined || !caller.own.has(run)) throw new BellglassFailure({ code: 'unknown_run', data: { runId } });
  return run;
}
