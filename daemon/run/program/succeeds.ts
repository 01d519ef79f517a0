import { setTimeout as sleep } from 'node:timers/promises';
import { signalProcess, startProcess, waitProcess } from '../../guest/processes.js';
import type { GuestSession } from '../../guest/session.js';
import type { ProcessRequest } from '../../protocol/wire/agent.js';

/** How long a question to a program may take, in milliseconds; an emulated guest under load needs seconds. */
const deadline = 20_000;
const SIGKILL = 9;

/**
 * Whether a process of the guest ends with 0 in time. What it writes is nobody's.
 * @throws BellglassFailure what startProcess throws, and the guest_ errors
 */
export async function succeeds(session: GuestSession, request: ProcessRequest, within = deadline): Promise<boolean> {
  const started = await startProcess(session, request);
  const end = await Promise.race([waitProcess(session, started), sleep(within, null, { ref: false })]);
  // It may have ended just now, and that is no error.
  if (end === null) await signalProcess(session, started, SIGKILL).catch(() => undefined);
  return end?.exitCode === 0;
}
