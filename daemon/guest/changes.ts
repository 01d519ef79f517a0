import type { Readable } from 'node:stream';
import { changedLine, changesEnd, settledReply, type ChangedLine, type ChangesRoom } from '../protocol/wire/changes.js';
import { readFile } from './agent.js';
import { bounded } from './bounded.js';
import { jsonOf, misbehaved } from './refusal.js';
import { ask, download, tell } from './request.js';
import type { GuestSession } from './session.js';

const path = '/v1/changes';
const name = `GET ${path}`;
/** How long the agent may take to begin, in milliseconds. */
const deadline = 20_000;
/** How long the processes of a guest may take to end when they are asked to, in milliseconds. */
const grace = 2000;
/** Where the agent has the changes (native/agent/src/boot/review.rs). */
const upper = '/run/bellglass/review/changes/upper';
/** So many names are told at once: a request has 1 MiB. */
const atOnce = 128;
/** The longest line: three paths, each byte of which JSON may write as six. */
const longestLine = 96 * 1024;
/** All lines together: so much is held at once. */
const longest = 512 * 1024 * 1024;

/**
 * What the guest changed in its workspace, as it says.
 * @param most how many entries are taken; more are no change set
 * @throws BellglassFailure guest_misbehaved, also when it is not whole; the guest_ errors
 */
export async function readChanges(session: GuestSession, most: number): Promise<ChangedLine[]> {
  const lines: ChangedLine[] = [];
  let end: number | null = null;
  for await (const line of linesOf(await download(session, { method: 'GET', path, deadline }))) {
    if (end !== null) throw misbehaved(name, 'something follows its end');
    const json = jsonOf(line);
    const entry = changedLine.safeParse(json);
    if (entry.success) lines.push(entry.data);
    else {
      const last = changesEnd.safeParse(json);
      if (!last.success) throw misbehaved(name, entry.error.issues[0]?.message ?? 'unexpected shape');
      end = last.data.count;
    }
    if (lines.length > most) throw misbehaved(name, `it has more than ${String(most)} entries`);
  }
  if (end !== lines.length) throw misbehaved(name, 'it is not whole');
  return lines;
}

/** Ends every process of the guest and has the changes written to their disk: from then on nothing changes. @returns what room is left there */
export async function settleGuest(session: GuestSession): Promise<ChangesRoom> {
  const request = {
    method: 'POST',
    path: '/v1/settle',
    json: { graceMillis: grace },
    deadline: deadline + grace,
  } as const;
  return (await ask(session, request, settledReply)).room;
}

/**
 * Reads a changed file where overlayfs keeps it: through the view it opens none whose earlier content it cannot find.
 * @param path relative to the workspace, its bytes
 * @param most how many bytes are read
 * @throws as readFile
 */
export async function readChanged(session: GuestSession, path: Buffer, most: number): Promise<AsyncIterable<Buffer>> {
  return await readFile(session, Buffer.concat([Buffer.from(`${upper}/`), path]), most);
}

/**
 * Has files among the changes under each of those names, also under those by which they were not changed.
 * @param paths absolute, as their bytes
 */
export async function surface(session: GuestSession, paths: readonly Buffer[]): Promise<void> {
  for (let at = 0; at < paths.length; at += atOnce) {
    const some = paths.slice(at, at + atOnce).map((path) => ({ bytes: path.toString('base64') }));
    await tell(session, { method: 'POST', path: '/v1/surface', json: { paths: some }, deadline });
  }
}

async function* linesOf(bytes: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bounded(bytes, { request: name, most: longest })) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > longestLine) throw misbehaved(name, `a line is longer than ${String(longestLine)} bytes`);
  }
  if (rest.length > 0) throw misbehaved(name, 'it is not whole');
}
