import type { Base } from '../base/base.js';
import type { BaseBytes } from '../base/bytes.js';
import { joined, parentOf, rawPath, root, type RawPath } from '../rawPath.js';
import type { Asked } from './matched.js';

/** The longest file of patterns, and how much is taken of all of them, in bytes: as bellglass-fs has it. */
const longest = 1024 * 1024;
const most = 16 * 1024 * 1024;

/** Patterns of git's. */
export interface Patterns {
  /** What stands in `.gitignore` of each of these directories. */
  readonly files: ReadonlyMap<RawPath, Buffer>;
  /** What stands in `.git/info/exclude`; null: nothing. */
  readonly exclude: Buffer | null;
}

/** The patterns that decide on these paths, as they were when the guest had changed nothing; null: there are none. */
export async function patternsFor(asked: readonly Asked[], base: Base, bytes: BaseBytes): Promise<Patterns | null> {
  const files = new Map<RawPath, Buffer>();
  let left = most;
  const read = async (path: RawPath): Promise<Buffer | null> => {
    const entry = base.before(path);
    if (entry?.kind !== 'file' || entry.size === 0 || entry.size > Math.min(longest, left)) return null;
    left -= entry.size;
    return await bytes.readBefore(path);
  };
  for (const directory of directoriesOf(asked)) {
    const text = await read(joined(directory, '.gitignore'));
    if (text !== null) files.set(directory, text);
  }
  const exclude = await read(rawPath('.git/info/exclude'));
  return files.size === 0 && exclude === null ? null : { files, exclude };
}

function directoriesOf(asked: readonly Asked[]): ReadonlySet<RawPath> {
  const directories = new Set<RawPath>(asked.length === 0 ? [] : [root]);
  for (const { path } of asked)
    for (let at = parentOf(path); !directories.has(at); at = parentOf(at)) directories.add(at);
  return directories;
}
