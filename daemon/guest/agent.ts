import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { bootReply, health, whichReply } from '../protocol/wire/agent.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import { ask, tell } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take over a small request, in milliseconds; an emulated guest under load needs seconds. */
const deadline = 20_000;

/** Who the agent is, and whether it has booted. @param milliseconds how long it may take to say so */
export async function askHealth(session: GuestSession, milliseconds = deadline): Promise<z.infer<typeof health>> {
  return await ask(session, { method: 'GET', path: '/v1/health', deadline: milliseconds }, health);
}

/** Makes a system of the bare kernel. @throws BellglassFailure mount_failed, wrong_workspace, guest_refused, guest_silent, guest_misbehaved */
export async function bootGuest(session: GuestSession, config: BootConfig): Promise<void> {
  await ask(session, { method: 'POST', path: '/v1/boot', json: config, deadline }, bootReply);
}

/** Which of the names are programs on `path`: name to absolute path. */
export async function findPrograms(
  session: GuestSession,
  path: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const query = new URLSearchParams({ path });
  for (const name of names) query.append('name', name);
  const reply = await ask(session, { method: 'GET', path: `/v1/which?${percent(query)}`, deadline }, whichReply);
  return reply.found;
}

/** Makes a directory and its parents in the guest. */
export async function makeDirectory(session: GuestSession, path: string): Promise<void> {
  await tell(session, { method: 'POST', path: '/v1/directory', json: { path, mode: 0o755, parents: true }, deadline });
}

/** Writes a file in the guest, whose directory must exist. @param mode permission bits @throws the error of `bytes` when they cannot be read */
export async function writeFile(session: GuestSession, path: string, mode: number, bytes: Readable): Promise<void> {
  const query = new URLSearchParams({ path, mode: String(mode) });
  await tell(session, { method: 'PUT', path: `/v1/file?${percent(query)}`, bytes, deadline: 120_000 });
}

/**
 * Lays a content over a regular file of the guest, which the guest sees in its place from then on. What is beneath, which may be the host's, stays.
 * @throws BellglassFailure guest_refused with file_not_found, not_a_directory or not_a_file; the guest_ errors
 */
export async function layOver(session: GuestSession, path: string, bytes: Readable): Promise<void> {
  const query = new URLSearchParams({ path });
  await tell(session, { method: 'PUT', path: `/v1/overlay?${percent(query)}`, bytes, deadline: 120_000 });
}

// The agent decodes percent signs only; URLSearchParams would write a space as "+".
function percent(query: URLSearchParams): string {
  return query.toString().replaceAll('+', '%20');
}
