import { psReply, statsReply, type GuestStats, type PsEntry } from '../protocol/wire/agent.js';
import { programsReply, type StartedPrograms } from '../protocol/wire/programs.js';
import { ask, tell } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take over a small request, in milliseconds; an emulated guest under load needs seconds. */
const deadline = 20_000;

/** What is used of the guest. */
export async function askStats(session: GuestSession): Promise<GuestStats> {
  return await ask(session, { method: 'GET', path: '/v1/stats', deadline }, statsReply);
}

/** The processes of the guest, whoever started them. */
export async function askProcesses(session: GuestSession): Promise<PsEntry[]> {
  return (await ask(session, { method: 'GET', path: '/v1/ps', deadline }, psReply)).processes;
}

/** Has the guest watch from now on which programs are started in it. */
export async function watchPrograms(session: GuestSession): Promise<void> {
  await tell(session, { method: 'POST', path: '/v1/programs', deadline });
}

/** Which programs were started since they are watched. */
export async function askPrograms(session: GuestSession): Promise<StartedPrograms> {
  return await ask(session, { method: 'GET', path: '/v1/programs', deadline }, programsReply);
}

/** Asks the guest to end: SIGTERM to its programs, so long a grace, then power off. Answered before it does. */
export async function powerOff(session: GuestSession, graceMillis: number): Promise<void> {
  await tell(session, { method: 'POST', path: '/v1/poweroff', json: { graceMillis }, deadline });
}

/** Sets the guest's clock. @param now milliseconds since the epoch */
export async function setClock(session: GuestSession, now: number): Promise<void> {
  const seconds = Math.floor(now / 1000);
  const nanoseconds = Math.floor((now - seconds * 1000) * 1e6);
  await tell(session, { method: 'PUT', path: '/v1/clock', json: { seconds, nanoseconds }, deadline });
}
