import { BellglassFailure } from '../../protocol/errors.js';
import { keep, ownRun, refuseWhenStopping, type Calls } from './caller.js';

/** The calls of runs. */
export const runCalls: Calls<'run.start' | 'run.wait' | 'run.signal' | 'run.cancel'> = {
  'run.start': (request, caller) => {
    refuseWhenStopping(caller);
    return keep(caller, caller.runs.start(request, caller.progress));
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
};
