import { isDeepStrictEqual } from 'node:util';
import { readChanged, readChanges, settleGuest, surface } from '../guest/changes.js';
import { misbehaved } from '../guest/refusal.js';
import type { GuestSession } from '../guest/session.js';
import { limits } from '../protocol/limits.js';
import type { ChangesRoom } from '../protocol/wire/changes.js';
import type { Base } from './base/base.js';
import type { BaseBytes } from './base/bytes.js';
import type { Change } from './changes/change.js';
import { changesOf } from './changes/compare.js';
import { linkedNames } from './changes/indexed.js';
import { withLinks } from './changes/links.js';
import { TooManyChanges, viewOf, type View } from './changes/view.js';
import { bytesOf, type RawPath } from './rawPath.js';

/** So many bytes are compared to tell files that were only written again from changed ones. */
const compared = 64 * 1024 * 1024;

/** Where a guest's changes are read. */
export interface Source {
  readonly session: GuestSession;
  /** The workspace in the guest. */
  readonly target: string;
}

/** What a guest changed, and what room it had left for more. */
export interface Collected {
  readonly changes: Change[];
  readonly room: ChangesRoom;
}

/**
 * Ends what runs in a guest and reads what it changed. What it says is hostile: it can only lie about its own change set.
 * @throws BellglassFailure guest_misbehaved, the guest_ errors
 */
export async function collect(source: Source, base: Base, bytes: BaseBytes): Promise<Collected> {
  const room = await settleGuest(source.session);
  const first = await read(source, base);
  const names = linkedNames(first, base);
  await surface(
    source.session,
    names.map((name) => within(source.target, name)),
  );
  const view = names.length === 0 ? first : await read(source, base);
  const changes = changesOf(withLinks(view, base), base);
  return { changes: await withoutRewritten(changes, source, bytes), room };
}

async function read({ session }: Source, base: Base): Promise<View> {
  const lines = await readChanges(session, limits.changes);
  try {
    return viewOf(lines, base, limits.changes);
  } catch (thrown) {
    if (!(thrown instanceof TooManyChanges)) throw thrown;
    throw misbehaved('GET /v1/changes', `it makes more than ${String(limits.changes)} entries`);
  }
}

function within(target: string, path: RawPath): Buffer {
  return Buffer.concat([Buffer.from(`${target}/`), bytesOf(path)]);
}

/** Leaves out files that have the bytes they had. */
async function withoutRewritten(changes: readonly Change[], source: Source, bytes: BaseBytes): Promise<Change[]> {
  let left = compared;
  const kept: Change[] = [];
  for (const change of changes) {
    const size = sizeToCompare(change, bytes);
    if (size === null || size > left) kept.push(change);
    else {
      left -= size;
      const same = await isSame(change, source, bytes);
      if (!same) kept.push(change);
      else if (!isDeepStrictEqual(modeOf(change.before), modeOf(change.after)))
        kept.push({ ...change, contentChanged: false });
    }
  }
  return kept;
}

/** The size of a file that may have been written again with the same bytes, if those are known. */
function sizeToCompare({ path, what, contentChanged, before, after }: Change, bytes: BaseBytes): number | null {
  const both = before?.kind === 'file' && after?.kind === 'file';
  // What became a name of another file has changed, whatever its bytes are.
  if (what !== 'modified' || !contentChanged || !both || before.size !== after.size || after.link !== null) return null;
  return bytes.hasBefore(path) ? before.size : null;
}

async function isSame({ path, after }: Change, source: Source, bytes: BaseBytes): Promise<boolean> {
  if (after?.kind !== 'file') return false;
  const was = await bytes.readBefore(path);
  let at = 0;
  for await (const chunk of await contentOf(source, path, after.size)) {
    if (was?.subarray(at, at + chunk.length).equals(chunk) !== true) return false;
    at += chunk.length;
  }
  return at === was?.length;
}

function modeOf(side: Change['before']): number | null {
  return side?.kind === 'file' ? side.mode : null;
}

/** The bytes that the guest has at a path, at most so many. @throws BellglassFailure guest_refused and the guest_ errors */
export async function contentOf({ session }: Source, path: RawPath, most: number): Promise<AsyncIterable<Buffer>> {
  return await readChanged(session, bytesOf(path), most);
}
