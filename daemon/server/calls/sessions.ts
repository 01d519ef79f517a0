import type { KeptSandboxes } from '../../kept/keptSandboxes.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { sandboxMethods } from '../../protocol/sandbox/methods.js';
import type { Session } from '../../session/session.js';
import { refuseWhenStopping, type Calls } from './caller.js';

/** The calls of sessions. */
export const sessionCalls: Calls<Extract<keyof typeof sandboxMethods, `session.${string}`>> = {
  'session.start': async ({ sandbox, process, terminal }, caller) => {
    refuseWhenStopping(caller);
    return await (await caller.kept()).find(sandbox).startSession(process, terminal);
  },
  'session.find': async ({ reference, has }, caller) => (await caller.kept()).findSession(reference, has).info(),
  'session.wait': async ({ sessionId }, caller) => {
    const kept = await caller.kept();
    const info = await sessionOf(kept, sessionId).wait();
    if (info.main) await kept.settled(info.sandboxId);
    return info;
  },
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
