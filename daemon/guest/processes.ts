import type { Readable } from 'node:stream';
import { processEnd, processStarted, type ProcessEnd, type ProcessRequest } from '../protocol/wire/agent.js';
import { ask, download, tell } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take to start or signal a process, in milliseconds. */
const deadline = 20_000;

/** A process in the guest. */
export interface GuestProcess {
  /** The agent's number of it. */
  readonly id: number;
  /** Its process id in the guest. */
  readonly pid: number;
}

/** Starts a process. @throws BellglassFailure program_not_found, program_not_executable, no_such_user, bad_cwd, too_many_processes and the guest_ errors */
export async function startProcess(session: GuestSession, request: ProcessRequest): Promise<GuestProcess> {
  return await ask(session, { method: 'POST', path: '/v1/processes', json: request, deadline }, processStarted);
}

/** What the process writes, until it has exited; one reader each. What it leaves running is not waited for. */
export async function readOutput(
  session: GuestSession,
  process: GuestProcess,
  which: 'stdout' | 'stderr',
): Promise<Readable> {
  return await download(session, {
    method: 'GET',
    path: `/v1/processes/${String(process.id)}/${which}?until=exit`,
    deadline,
  });
}

/** Writes the process's input until `bytes` ends, which closes it; done as well when the process stops reading. */
export async function writeInput(session: GuestSession, process: GuestProcess, bytes: Readable): Promise<void> {
  await tell(session, { method: 'PUT', path: `/v1/processes/${String(process.id)}/stdin`, bytes, deadline: null });
}

/** Waits for the process to end. */
export async function waitProcess(session: GuestSession, process: GuestProcess): Promise<ProcessEnd> {
  return await ask(
    session,
    { method: 'GET', path: `/v1/processes/${String(process.id)}/wait`, deadline: null },
    processEnd,
  );
}

/** Sends a signal to the process's whole group. @throws BellglassFailure guest_refused when it has ended */
export async function signalProcess(session: GuestSession, process: GuestProcess, signal: number): Promise<void> {
  await tell(session, {
    method: 'POST',
    path: `/v1/processes/${String(process.id)}/signal`,
    json: { signal },
    deadline,
  });
}

/** The agent forgets a process that has ended, with what it kept of it. */
export async function forgetProcess(session: GuestSession, process: GuestProcess): Promise<void> {
  await tell(session, { method: 'DELETE', path: `/v1/processes/${String(process.id)}`, deadline });
}
