import { limits } from '../../protocol/limits.js';
import type { Change, Side } from '../changes/change.js';
import type { Base } from '../base/base.js';
import type { BaseBytes } from '../base/bytes.js';
import { contentOf, type Source } from '../collect.js';
import { isBinary } from '../diff/isBinary.js';
import type { Host, HostEntry } from '../apply/host.js';
import type { RawPath } from '../rawPath.js';

/** Where a review's contents are. */
export interface Places {
  readonly base: Base;
  readonly bytes: BaseBytes;
  readonly host: Host;
  /** null: the guest is not asked, and no text is known. */
  readonly source: Source | null;
}

/** A text file as it was, as the host has it, and as the guest has it. */
export interface Texts {
  readonly base: Buffer;
  readonly host: Buffer;
  readonly guest: Buffer;
}

/** A change of what a file holds. */
export interface TextChange extends Change {
  readonly after: Extract<Side, { kind: 'file' }>;
}

/**
 * Whether a change is one of a text whose former bytes are kept, as far as can be told without them. Files with several names are not:
 * half of a change would part them.
 * @param linked the names that others are links of
 */
export function mayBeText(change: Change, bytes: BaseBytes, linked: ReadonlySet<RawPath>): change is TextChange {
  const { path, what, from, before, after } = change;
  if (what !== 'modified' || from !== null || before?.kind !== 'file' || after?.kind !== 'file') return false;
  if (after.content.from !== 'guest' || after.link !== null || linked.has(path)) return false;
  return bytes.hasBefore(path) && Math.max(before.size, after.size) <= limits.textWithHunks;
}

/** The names that files with several have in the changes, each for the others. */
export function linkedIn(changes: readonly Change[]): ReadonlySet<RawPath> {
  return new Set(changes.flatMap(({ after }) => (after?.kind === 'file' && after.link !== null ? [after.link] : [])));
}

/** The three texts of a change; null when one of them is none, or is not there. @throws the guest_ errors */
export async function textsOf(
  { path, after }: TextChange,
  now: HostEntry,
  { bytes, host, source }: Places,
): Promise<Texts | null> {
  if (now?.kind !== 'file' || source === null) return null;
  const [base, own] = [await bytes.readBefore(path), await host.contentOf(path, now, limits.textWithHunks)];
  if (base === null || own === null || isBinary(base) || isBinary(own)) return null;
  const guest = await read(source, path, after.size);
  return guest === null || isBinary(guest) ? null : { base, host: own, guest };
}

async function read(source: Source, path: RawPath, size: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of await contentOf(source, path, size)) chunks.push(chunk);
  const found = Buffer.concat(chunks);
  return found.length === size ? found : null;
}
