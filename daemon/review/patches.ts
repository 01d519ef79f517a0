import type { Host } from './apply/host.js';
import type { BaseBytes } from './base/bytes.js';
import type { Change, Side } from './changes/change.js';
import { contentOf, type Source } from './collect.js';
import { patch, type FileChange, type FileVersion } from './diff/patch.js';
import { bytesOf, type RawPath } from './rawPath.js';
import type { ReadSide } from './repository/claimed.js';
import type { StreamFile } from './repository/gather.js';

/** Where the bytes of both sides are. */
export interface Sides {
  readonly bytes: BaseBytes;
  readonly host: Host;
  /** null: no change has its bytes in the guest. */
  readonly source: Source | null;
}

/** How the bytes of files are read, those of before and those of the guest. */
export function readersOf(sides: Sides): { readonly read: ReadSide; readonly stream: StreamFile } {
  return {
    read: async (path, side, most) =>
      side.kind === 'file' && side.size <= most ? await read(path, side, sides) : null,
    stream: async ({ path, side }) => {
      const { source } = sides;
      if (side.content.from === 'guest' && source !== null) return await contentOf(source, path, side.size);
      return [(await read(path, side, sides)) ?? Buffer.alloc(0)];
    },
  };
}

/** Whether a side's bytes are to be read in the guest. */
export function needsGuest({ after }: Change): boolean {
  return after?.kind === 'file' && after.content.from === 'guest';
}

/**
 * The changes as a patch in git's format, one after the other.
 * @param most how many bytes it may have; where it would have more it ends
 */
export async function patchOf(
  changes: readonly Change[],
  sides: Sides,
  most: number,
): Promise<{ bytes: Buffer; complete: boolean }> {
  const parts: Buffer[] = [];
  let [length, complete] = [0, true];
  for (const change of changes) {
    const files = await filesOf(change, sides, most);
    if (files === null) continue;
    const one = patch(files, { largest: most });
    complete &&= one.complete;
    if (length + one.bytes.length > most) return { bytes: Buffer.concat(parts), complete: false };
    parts.push(one.bytes);
    length += one.bytes.length;
  }
  return { bytes: Buffer.concat(parts), complete };
}

/** As git sees a change; null for what git has no files for. */
async function filesOf(change: Change, sides: Sides, most: number): Promise<FileChange | null> {
  const before = await version(change.from ?? change.path, change.before, sides, most);
  const after = await version(change.path, change.after, sides, most);
  if (before === null) return after === null ? null : { before, after };
  return { before, after };
}

async function version(path: RawPath, side: Side | null, sides: Sides, most: number): Promise<FileVersion | null> {
  if (side?.kind === 'symlink') return { path, mode: '120000', bytes: bytesOf(side.target) };
  if (side?.kind !== 'file') return null;
  const mode = (side.mode & 0o100) === 0 ? '100644' : '100755';
  return { path, mode, bytes: side.size > most ? null : await read(path, side, sides) };
}

async function read(path: RawPath, side: Extract<Side, { kind: 'file' }>, sides: Sides): Promise<Buffer | null> {
  if (side.content.from === 'base')
    return (await sides.bytes.read(side.content.path)) ?? (await sides.host.readUnchanged(side.content.path));
  if (side.content.from === 'refreshed') return await sides.bytes.readBefore(side.content.path);
  if (sides.source === null) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of await contentOf(sides.source, path, side.size)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
