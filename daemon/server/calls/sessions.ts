import type { KeptSandboxes } from '../../kept/keptSandboxes.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { sandboxMethods } from '../../protocol/sandbox/methods.js';
import type { Session } from '../../session/session.js';
import { refuseWhenStopping, type Calls } from './caller.js';

/** The calls of sessions. */
export const sessionCalls: Calls<Extract<keyof typeof sandboxMethods, `session.${string}`>> = {
  'session.start': async ({ sandbox, process, terminal }, caller) => {
    refuseWhenStopping(caller);
    return await (await caller.kept()).find(sandbox).startSession(process, terminal, false);
  },
  'session.find': async ({ reference }, caller) => (await caller.kept()).findSession(reference).info(),
  'session.wait': async ({ sessionId }, caller) => await sessionOf(await caller.kept(), sessionId).wait(),
  'session.signal': async ({ sessionId, signal }, caller) => {
    await sessionOf(await caller.kept(), sessionId).signal(signal);
    return {};
  },
};

function sessionOf(kept: KeptSandboxes, sessionId: string): Session {
  const session = kept.session(sessionId);
  if (session === undefined) throw new BellglassFailure({ code: 'unknown_session', data: { reference: sessionId } });
  return session;
}
