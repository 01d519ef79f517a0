import type { Readable } from 'node:stream';
import * as z from 'zod';
import { limits } from '../protocol/limits.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';
import {
  processList,
  processStarted,
  type ListedProcess,
  type ProcessRequest,
  type WindowSize,
} from '../protocol/wire/agent.js';
import type { GuestProcess } from './processes.js';
import { misbehaved } from './refusal.js';
import { ask, downloadWithHeaders, tell } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take over a small request, in milliseconds; an emulated guest under load needs seconds. */
const deadline = 20_000;

const offsetHeader = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number)
  .refine(Number.isSafeInteger);

/** Starts a process whose output the agent keeps while nobody reads. @param terminal null: it has none, and no input @throws as startProcess */
export async function startKept(
  session: GuestSession,
  request: Omit<ProcessRequest, 'stdin' | 'tty' | 'keep'>,
  terminal: TerminalSize | null,
): Promise<GuestProcess> {
  const json: ProcessRequest = { ...request, stdin: terminal !== null, tty: terminal, keep: limits.keptOutput };
  return await ask(session, { method: 'POST', path: '/v1/processes', json, deadline }, processStarted);
}

/**
 * What the process writes, from an offset on, until it has exited.
 * @returns the offset at which the bytes really begin: later when some were dropped
 * @throws BellglassFailure guest_refused with no_such_process, or stream_taken; the guest_ errors
 */
export async function readKept(
  session: GuestSession,
  processId: number,
  which: 'stdout' | 'stderr',
  from: number,
): Promise<{ offset: number; bytes: Readable }> {
  const path = `/v1/processes/${String(processId)}/${which}?from=${String(from)}`;
  const { headers, bytes } = await downloadWithHeaders(session, { method: 'GET', path, deadline });
  const offset = offsetHeader.safeParse(headers['bellglass-offset']);
  if (offset.success) return { offset: offset.data, bytes };
  bytes.destroy();
  throw misbehaved(`GET ${path}`, 'it does not say where the output begins');
}

/** Changes the size of the process's terminal. */
export async function resizeTerminal(session: GuestSession, processId: number, size: WindowSize): Promise<void> {
  await tell(session, { method: 'POST', path: `/v1/processes/${String(processId)}/resize`, json: size, deadline });
}

/** Everything that was started and not forgotten. */
export async function listProcesses(session: GuestSession): Promise<ListedProcess[]> {
  return (await ask(session, { method: 'GET', path: '/v1/processes', deadline }, processList)).processes;
}

/** Lets the agent forget a process that has exited, with what is kept of it. */
export async function forgetProcess(session: GuestSession, processId: number): Promise<void> {
  await tell(session, { method: 'DELETE', path: `/v1/processes/${String(processId)}`, deadline });
}
