import { Readable } from 'node:stream';
import { refreshReply, type RefreshRequest } from '../protocol/wire/refresh.js';
import { ask } from './request.js';
import type { GuestSession } from './session.js';

/** How long the agent may take over one entry, in milliseconds. */
const deadline = 10_000;

/**
 * Brings an edit of the host's into the guest's view.
 * @param bytes of a file
 * @returns false: the guest has something else there than it had
 * @throws BellglassFailure guest_refused, guest_silent, guest_misbehaved
 */
export async function refreshGuest(session: GuestSession, request: RefreshRequest, bytes: Buffer): Promise<boolean> {
  const body = Readable.from([Buffer.from(`${JSON.stringify(request)}\n`), bytes]);
  const asked = { method: 'PUT', path: '/v1/refresh', bytes: body, deadline } as const;
  return (await ask(session, asked, refreshReply)).done;
}
