import type { Base } from '../base/base.js';
import type { BaseEntry } from '../base/entry.js';
import { inOrder, rawPath, type RawPath } from '../rawPath.js';
import type { Change, Side } from './change.js';
import type { LinkedView } from './links.js';
import { contentOf, lostIn } from './refreshed.js';
import type { Seen } from './view.js';

/** What differs between the snapshot and what the guest sees, in the order of paths. Times alone are no difference. */
export function changesOf(view: LinkedView, base: Base): Change[] {
  const changes: Change[] = [];
  const moved = new Set<RawPath>();
  for (const seen of inOrder(view.seen.values())) {
    const change = changeOf(seen, view, base, moved);
    if (change === null) continue;
    if (change.from !== null) moved.add(change.from);
    changes.push(change);
  }
  for (const path of lostIn(view, base)) {
    const side = moved.has(path) ? null : beforeOf(path, base);
    if (side === null) continue;
    changes.push({ path, what: 'deleted', from: null, before: side, after: null, contentChanged: false });
  }
  return inOrder(changes);
}

/** What the guest had at a path before it changed anything. */
function beforeOf(path: RawPath, base: Base): Side | null {
  const entry = base.before(path);
  if (entry === undefined) return null;
  const side = sideOfBase(path, entry);
  if (side.kind !== 'file' || !base.given.has(path)) return side;
  return { ...side, content: { from: 'refreshed', path } };
}

function changeOf(seen: Seen, view: LinkedView, base: Base, moved: ReadonlySet<RawPath>): Change | null {
  const { path } = seen;
  const after = afterOf(seen, view, base);
  const before = beforeOf(path, base);
  const from = movedFrom(seen, view, base, moved);
  if (from !== null) {
    const was = base.get(from);
    const contentChanged = after.kind === 'file' && after.content.from === 'guest';
    if (was?.kind === after.kind)
      return { path, what: 'renamed', from, before: sideOfBase(from, was), after, contentChanged };
  }
  if (before === null) {
    return { path, what: 'added', from: null, before, after, contentChanged: after.kind === 'file' };
  }
  const contentChanged = after.kind === 'file' && (before.kind !== 'file' || !sameContent(before, after));
  if (!contentChanged && sameEntry(before, after)) return null;
  return { path, what: 'modified', from: null, before, after, contentChanged };
}

/** Where an entry was, if nothing is there any more and nothing else comes from there. What it took the place of has changed, as git sees it. */
function movedFrom(seen: Seen, view: LinkedView, base: Base, moved: ReadonlySet<RawPath>): RawPath | null {
  const { path, base: from } = seen;
  if (base.before(path) !== undefined) return null;
  if (from === null || from === path || moved.has(from) || !view.gone.has(from)) return null;
  return base.get(from) === undefined ? null : from;
}

function sameContent(before: Side, after: Side): boolean {
  if (before.kind !== 'file' || after.kind !== 'file') return before.kind === after.kind;
  const [one, other] = [before.content, after.content];
  return one.from !== 'guest' && one.from === other.from && one.path === other.path;
}

function sameEntry(before: Side, after: Side): boolean {
  if (before.kind === 'symlink') return after.kind === 'symlink' && before.target === after.target;
  if (!('mode' in before && 'mode' in after)) return false;
  return before.kind === after.kind && before.mode === after.mode;
}

function afterOf({ path, line, base: from }: Seen, view: LinkedView, base: Base): Side {
  const link = view.links.get(path) ?? null;
  if (line === null) {
    const entry = from === null ? undefined : base.get(from);
    const side = entry === undefined || from === null ? ({ kind: 'other' } as const) : sideOfBase(from, entry);
    return side.kind === 'file' ? { ...side, link } : side;
  }
  switch (line.kind) {
    case 'directory':
      return { kind: 'directory', mode: line.mode & 0o1777 };
    case 'symlink':
      return { kind: 'symlink', target: rawPath(line.target ?? '') };
    case 'file': {
      const { seconds, nanoseconds } = line.modified;
      const mtime = String(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
      const content =
        from === null ? contentOf(path, { size: line.size, mtime }, base) : ({ from: 'base', path: from } as const);
      // A set-id bit from a guest would be a gift to whoever runs the file.
      return { kind: 'file', mode: line.mode & 0o777, size: line.size, mtime, content, link };
    }
    case 'other':
    case 'removed':
      return { kind: 'other' };
  }
}

function sideOfBase(path: RawPath, entry: BaseEntry): Side {
  switch (entry.kind) {
    case 'directory':
      return { kind: 'directory', mode: entry.mode & 0o1777 };
    case 'symlink':
      return { kind: 'symlink', target: rawPath(entry.target ?? '') };
    case 'file': {
      const { mode, size, mtime } = entry;
      const content = { from: 'base', path } as const;
      return { kind: 'file', mode: mode & 0o777, size, mtime, content, link: null };
    }
  }
}
