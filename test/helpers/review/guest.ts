import type { ServerHttp2Stream } from 'node:http2';
import type { GuestSession } from '../../../daemon/guest/session.js';
import type { ChangedLine, ChangesRoom } from '../../../daemon/protocol/wire/changes.js';
import { rawOf, rawPath, type RawPath } from '../../../daemon/review/rawPath.js';
import { sessionWith } from '../guest/hostileAgent.js';
import { refuse } from '../guest/sessionAgent.js';
import type { RealEntry } from './overlay.js';

const upper = '/run/bellglass/review/changes/upper/';

/** Contents of changed files, a character a byte, by their paths. */
export type Contents = ReadonlyMap<RawPath, string>;

/** Those of a real folder. */
export const contentsOf = (entries: readonly RealEntry[]): Contents =>
  new Map(entries.flatMap(({ path, content }) => (content === undefined ? [] : [[rawPath(path), content] as const])));

/** Those of files that are told by their paths. */
export const contents = (of: Readonly<Record<string, string>>): Contents =>
  new Map(Object.entries(of).map(([path, content]) => [rawPath(path), content]));

/** What a guest has; it may be something else later. */
export interface Guest {
  now: Contents;
  lines?: readonly ChangedLine[];
  /** What room it has left for changes. */
  readonly room?: ChangesRoom;
  /** What it was asked, as `METHOD path`. */
  readonly asked?: string[];
}

/** A guest that has those changes and those changed files, and does what it is told. */
export async function guestWith(guest: Guest): Promise<GuestSession> {
  return await sessionWith((stream, request, method) => {
    const [path = '', query = ''] = request.split('?');
    guest.asked?.push(`${method} ${path}`);
    if (path === '/v1/settle') stream.end(JSON.stringify({ room: guest.room ?? null }));
    else if (method === 'POST') stream.respond({ ':status': 204 }, { endStream: true });
    else if (path === '/v1/changes') sendLines(stream, guest.lines ?? []);
    else sendFile(stream, query, guest.now);
  });
}

function sendLines(stream: ServerHttp2Stream, lines: readonly ChangedLine[]): void {
  stream.respond({ ':status': 200 });
  stream.end([...lines, { count: lines.length }].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function sendFile(stream: ServerHttp2Stream, query: string, now: Contents): void {
  const [, name = '', length = '0'] = /^path=([^&]*)&length=(\d+)$/.exec(query) ?? [];
  const at = Buffer.from(name.replaceAll('%', ''), 'hex').toString('latin1');
  const content = at.startsWith(upper) ? now.get(rawOf(Buffer.from(at.slice(upper.length), 'latin1'))) : undefined;
  if (content === undefined) {
    refuse(stream, 404, 'file_not_found');
    return;
  }
  stream.respond({ ':status': 200 });
  stream.end(Buffer.from(content.slice(0, Number(length)), 'latin1'));
}
