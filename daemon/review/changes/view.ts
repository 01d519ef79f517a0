import type { ChangedLine } from '../../protocol/wire/changes.js';
import type { Base } from '../base/base.js';
import { joined, nameOf, parentOf, rawPath, root, type RawPath } from '../rawPath.js';

/** What is at a path of the guest's view: an entry of its own, or what the snapshot has at `base`, or both. */
export interface Seen {
  readonly path: RawPath;
  /** What the guest made of it; null when it only lies in a directory that was moved. */
  readonly line: ChangedLine | null;
  /** The path of the snapshot's entry whose content it has; null when its content is its own. */
  readonly base: RawPath | null;
}

/** What the guest sees where it is not what the snapshot has at the same path. */
export interface View {
  readonly seen: ReadonlyMap<RawPath, Seen>;
  /** Paths of the snapshot at which nothing is any more, or something that is no directory of theirs. */
  readonly gone: ReadonlySet<RawPath>;
}

/** A guest that claims to have moved everything everywhere would make more of it than can be held. */
export class TooManyChanges extends Error {}

/**
 * What overlayfs makes of a snapshot and the changes above it (Documentation/filesystems/overlayfs.rst), where they differ.
 * @param most how many entries the result may have
 * @throws TooManyChanges
 */
export function viewOf(lines: readonly ChangedLine[], base: Base, most = 1_000_000): View {
  return new Merge(lines, base, most).view();
}

class Merge {
  private readonly seen = new Map<RawPath, Seen>();
  private readonly gone = new Set<RawPath>();
  private readonly upper = new Map<RawPath, Map<string, ChangedLine>>();

  constructor(
    lines: readonly ChangedLine[],
    private readonly base: Base,
    private readonly most: number,
  ) {
    for (const line of lines) {
      const path = rawPath(line.path);
      const siblings = this.upper.get(parentOf(path));
      if (siblings === undefined) this.upper.set(parentOf(path), new Map([[nameOf(path), line]]));
      else siblings.set(nameOf(path), line);
    }
  }

  view(): View {
    this.directory(root, root);
    for (const path of this.seen.keys()) this.gone.delete(path);
    return { seen: this.seen, gone: this.gone };
  }

  /** @param lower the snapshot's directory that shows through the guest's at `path`; null: none does */
  private directory(path: RawPath, lower: RawPath | null): void {
    const own = this.upper.get(path) ?? new Map<string, ChangedLine>();
    if (lower !== path) for (const below of this.base.below(path)) this.gone.add(below);
    for (const [name, line] of own) this.entry(joined(path, name), line, lower);
    if (lower === null) return;
    for (const name of this.base.namesIn(lower)) {
      if (own.has(name)) continue;
      if (lower === path) this.stay(joined(path, name));
      else this.moved(joined(path, name), joined(lower, name));
    }
  }

  private entry(path: RawPath, line: ChangedLine, lower: RawPath | null): void {
    if (line.kind === 'removed') {
      this.lose(path);
      return;
    }
    const beneath = this.beneath(path, line, lower);
    if (line.kind === 'directory') {
      const through = line.opaque !== true && beneath !== null && this.base.isDirectory(beneath) ? beneath : null;
      this.see({ path, line, base: through });
      this.directory(path, through);
      return;
    }
    for (const below of this.base.below(path)) this.gone.add(below);
    const kept = line.kind === 'file' && line.keptContent === true && beneath !== null;
    this.see({ path, line, base: kept && this.base.get(beneath)?.kind === 'file' ? beneath : null });
  }

  /** The snapshot's path that overlayfs looks beneath an entry. */
  private beneath(path: RawPath, line: ChangedLine, lower: RawPath | null): RawPath | null {
    const from = line.movedFrom === undefined ? null : rawPath(line.movedFrom);
    if (from?.startsWith('/') === true) return from.slice(1) as RawPath;
    return lower === null ? null : joined(lower, from ?? nameOf(path));
  }

  /** An entry of the snapshot, and all below it, in a directory that is where it was, although one above it may not be. */
  private stay(path: RawPath): void {
    if (!this.gone.delete(path)) return;
    for (const below of this.base.below(path)) this.gone.delete(below);
  }

  /** An entry of the snapshot, and all below it, at another path. */
  private moved(path: RawPath, from: RawPath): void {
    this.see({ path, line: null, base: from });
    for (const name of this.base.namesIn(from)) this.moved(joined(path, name), joined(from, name));
  }

  private see(entry: Seen): void {
    if (this.seen.size >= this.most) throw new TooManyChanges();
    this.seen.set(entry.path, entry);
  }

  private lose(path: RawPath): void {
    this.gone.add(path);
    for (const below of this.base.below(path)) this.gone.add(below);
  }
}
