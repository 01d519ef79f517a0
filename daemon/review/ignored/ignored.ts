import type { Base } from '../base/base.js';
import type { BaseBytes } from '../base/bytes.js';
import type { Change } from '../changes/change.js';
import { parentOf, root, type RawPath } from '../rawPath.js';
import { matchedOf, type Asked } from './matched.js';
import { patternsFor } from './patterns.js';
import { trackedOf } from './tracked.js';

/** What is needed to tell what git ignores from what it does not. */
export interface Folder {
  readonly base: Base;
  readonly bytes: BaseBytes;
  /** On the host. */
  readonly workspace: string;
  /** A directory that may be made, and is gone afterwards. */
  readonly scratch: string;
}

/**
 * Marks the changes of what git ignores on the host, by what the snapshot knows of it: patterns that the guest wrote count for nothing, since
 * they would put aside whatever it likes. What was moved is ignored only when it was before, too; what git tracks is not. Where git is
 * not to be had, new names are ignored in ignored directories alone.
 */
export async function withIgnored(changes: readonly Change[], folder: Folder): Promise<Change[]> {
  const { base, bytes, workspace, scratch } = folder;
  const known = new Places(base, new Set());
  const asked = changes.flatMap((change) => askedOf(change, known));
  const patterns = await patternsFor(asked, base, bytes);
  const places = new Places(base, await matchedOf(asked, patterns, scratch));
  const found = changes.map((change) => ({ change, place: placeOf(change, places) }));
  if (found.every(({ place }) => place === null)) return [...changes];
  const tracked = await trackedOf(workspace);
  return found.map(({ change, place }) =>
    place === null || tracked.has(change.path) ? change : { ...change, ignored: place },
  );
}

/** The highest places that are ignored. */
class Places {
  private readonly found = new Map<RawPath, RawPath | null>([[root, null]]);

  /** @param matched new names that patterns match */
  constructor(
    private readonly base: Base,
    private readonly matched: ReadonlySet<RawPath>,
  ) {}

  /** Of a directory, or of an entry of the snapshot. */
  at(path: RawPath): RawPath | null {
    const known = this.found.get(path);
    if (known !== undefined) return known;
    const above = this.at(parentOf(path));
    const own = this.matched.has(path) || this.base.before(path)?.ignored === true;
    const place = above ?? (own ? path : null);
    this.found.set(path, place);
    return place;
  }

  /** Whether the snapshot says it of something that is a directory, or is none. */
  says(path: RawPath, isDirectory: boolean): boolean {
    const entry = this.base.before(path);
    return entry !== undefined && (entry.kind === 'directory') === isDirectory;
  }
}

function placeOf({ path, from }: Change, places: Places): RawPath | null {
  return from !== null && places.at(from) === null ? null : places.at(path);
}

/** What only patterns can say. Of a repository's own files they say nothing. */
function askedOf({ path, after }: Change, places: Places): Asked[] {
  if (after === null || path.split('/').includes('.git')) return [];
  const isDirectory = after.kind === 'directory';
  if (places.at(path) !== null || places.says(path, isDirectory)) return [];
  return [{ path, isDirectory }];
}
