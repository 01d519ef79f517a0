import type { Method } from '../protocol/methods.js';
import { PROTOCOL_VERSION, VERSION } from '../protocol/version.js';
import type { Calls } from './calls/caller.js';
import { reviewCalls } from './calls/reviews.js';
import { runCalls } from './calls/runs.js';
import { sandboxCalls } from './calls/sandboxes.js';
import { sessionCalls } from './calls/sessions.js';

/** The function of each call. */
export const dispatch: Calls<Method> = {
  ...runCalls,
  ...reviewCalls,
  ...sandboxCalls,
  ...sessionCalls,
  hello: () => ({ protocol: PROTOCOL_VERSION, version: VERSION, pid: process.pid }),
  doctor: async (_params, caller) => await caller.doctor(),
  'machine.list': (_params, caller) => ({ machines: [...caller.runs.machines(), ...caller.keptMachines()] }),
  'daemon.stop': ({ onlyIfIdle }, caller) => {
    // An older client that cannot talk to this daemon is told so; it does not get its own back.
    if (onlyIfIdle && (caller.busy() || caller.isOlder())) return { stopping: false };
    caller.stop(!onlyIfIdle);
    return { stopping: true };
  },
};
