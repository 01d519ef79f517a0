import { PassThrough, pipeline, type Readable } from 'node:stream';
import type * as z from 'zod';
import { bootReply, health, whichReply } from '../protocol/wire/agent.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import { bounded } from './bounded.js';
import { ask, download, tell } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take over a small request, in milliseconds; an emulated guest under load needs seconds. */
const deadline = 20_000;

/** The same where the guest waits for the host's disk, which may be busy with what others write. */
const diskDeadline = 120_000;

/** Who the agent is, and whether it has booted. @param milliseconds how long it may take to say so */
export async function askHealth(session: GuestSession, milliseconds = deadline): Promise<z.infer<typeof health>> {
  return await ask(session, { method: 'GET', path: '/v1/health', deadline: milliseconds }, health);
}

/** Makes a system of the bare kernel. @throws BellglassFailure mount_failed, wrong_workspace, guest_refused, guest_silent, guest_misbehaved */
export async function bootGuest(session: GuestSession, config: BootConfig): Promise<void> {
  await ask(session, { method: 'POST', path: '/v1/boot', json: config, deadline: diskDeadline }, bootReply);
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
  await tell(session, { method: 'PUT', path: `/v1/file?${percent(query)}`, bytes, deadline: diskDeadline });
}

/**
 * Reads a file of the guest.
 * @param path absolute, its bytes
 * @param most how many bytes are read
 * @throws BellglassFailure guest_refused, guest_silent, guest_misbehaved; later the stream fails, also when more is sent
 */
export async function readFile(session: GuestSession, path: Buffer, most: number): Promise<AsyncIterable<Buffer>> {
  const query = `path=${encoded(path)}&length=${String(most)}`;
  const bytes = new PassThrough();
  // A stream of HTTP/2 that nobody reads is closed with what it holds, so it is read from the beginning.
  pipeline(await download(session, { method: 'GET', path: `/v1/file?${query}`, deadline }), bytes, () => undefined);
  return bounded(bytes, { request: 'GET /v1/file', most });
}

/**
 * Lays a content over a regular file of the guest, which the guest sees in its place from then on. What is beneath, which may be the host's, stays.
 * @throws BellglassFailure guest_refused with file_not_found, not_a_directory or not_a_file; the guest_ errors
 */
export async function layOver(session: GuestSession, path: string, bytes: Readable): Promise<void> {
  const query = new URLSearchParams({ path });
  await tell(session, { method: 'PUT', path: `/v1/overlay?${percent(query)}`, bytes, deadline: diskDeadline });
}

function encoded(path: Buffer): string {
  return [...path].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

// The agent decodes percent signs only; URLSearchParams would write a space as "+".
function percent(query: URLSearchParams): string {
  return query.toString().replaceAll('+', '%20');
}
