import type { PlanEntry, StateAfter, StateBefore } from '../../protocol/wire/applyPlan.js';
import type { Base } from '../base/base.js';
import type { Change, Side } from '../changes/change.js';
import { inOrder, pathName, type RawPath } from '../rawPath.js';
import type { Host, HostEntry } from './host.js';

/** A file whose bytes are needed before anything is applied: those that the guest has at `path`, or the snapshot's at `base`. */
export interface Staged {
  readonly name: string;
  readonly path: RawPath;
  /** null: the guest's. */
  readonly base: RawPath | null;
  readonly size: number;
}

/** A path that was changed on the host since the snapshot. */
export interface Conflict {
  readonly path: RawPath;
  /** What is in the way: something new, something changed, or nothing any more. */
  readonly host: 'appeared' | 'changed' | 'gone';
}

/** What is to be done on the host, a line a path, and what stands in the way. */
export interface Plan {
  readonly entries: readonly PlanEntry[];
  readonly staged: readonly Staged[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Plans that the host becomes, at the paths of some changes, what the guest saw. Where it was changed meanwhile it stays as it is.
 * @param all those that are applied and those that are not
 */
export async function planOf(
  changes: readonly Change[],
  all: readonly Change[],
  base: Base,
  host: Host,
): Promise<Plan> {
  const changed = new Set(all.map(({ path }) => path));
  return await new Planner(changed, base, host).plan(inOrder(changes));
}

/** A change that can be applied, and what the host has at its path and where it came from. */
interface Planned {
  readonly change: Change;
  readonly now: HostEntry;
  readonly source: HostEntry;
}

class Planner {
  private readonly entries = new Map<RawPath, { before: HostEntry; after: StateAfter }>();
  private readonly staged: Staged[] = [];
  private readonly conflicts: Conflict[] = [];
  private readonly planned = new Map<RawPath, Planned>();
  private readonly moved = new Set<RawPath>();

  constructor(
    private readonly changed: ReadonlySet<RawPath>,
    private readonly base: Base,
    private readonly host: Host,
  ) {}

  async plan(changes: readonly Change[]): Promise<Plan> {
    // What becomes of one depends on which others are possible.
    for (const change of changes) await this.look(change);
    for (const planned of this.planned.values()) await this.add(planned);
    const entries = inOrder([...this.entries].map(([path, entry]) => ({ path, ...entry }))).map(
      ({ path, before, after }) => ({ path: pathName(path), before: stateOf(before), after }),
    );
    return { entries, staged: this.staged, conflicts: this.conflicts };
  }

  private async look(change: Change): Promise<void> {
    const { path, from, after } = change;
    const now = await this.host.at(path);
    const source = from === null ? null : await this.host.at(from);
    // It was applied before.
    if (isAsAfter(now, after) && source === null && !(await this.host.isAsBefore(path, now))) return;
    const conflict =
      (await this.conflictAt(path, now)) ??
      (from === null ? null : await this.conflictAt(from, source)) ??
      (await this.lost(after));
    if (conflict === null) this.planned.set(path, { change, now, source });
    else this.conflicts.push(conflict);
  }

  private async add({ change, now, source }: Planned): Promise<void> {
    const { path, from, after } = change;
    const then = after === null ? ({ kind: 'absent' } as const) : await this.afterOf(change, after);
    this.entries.set(path, { before: now, after: then });
    // Something else may be there afterwards, which has its own change.
    if (from !== null && !this.planned.has(from)) this.entries.set(from, { before: source, after: { kind: 'absent' } });
  }

  /** Whether the bytes that a file has are those of another of which neither the snapshot nor the host has them any more. */
  private async lost(after: Side | null): Promise<Conflict | null> {
    if (after?.kind !== 'file' || after.content.from !== 'base') return null;
    const { path } = after.content;
    if (this.base.get(path)?.content === 'embedded') return null;
    return await this.conflictAt(path, await this.host.at(path));
  }

  private async conflictAt(path: RawPath, now: HostEntry): Promise<Conflict | null> {
    if (await this.host.isAsBefore(path, now)) return null;
    if (now === null) return { path, host: 'gone' };
    return { path, host: this.base.get(path) === undefined ? 'appeared' : 'changed' };
  }

  private async afterOf(change: Change, after: Side): Promise<StateAfter> {
    switch (after.kind) {
      case 'directory':
        return { kind: 'directory', mode: after.mode };
      case 'symlink':
        return { kind: 'symlink', target: pathName(after.target) };
      case 'other':
        return { kind: 'absent' };
      case 'file': {
        const { mode, mtime } = after;
        return { kind: 'file', mode, mtime, content: await this.contentOf(change, after) };
      }
    }
  }

  /** Whether the host's file at a path is nobody's any more, so that it can be had itself and not a copy of it. */
  private leaves(source: RawPath, from: RawPath | null): boolean {
    if (this.moved.has(source)) return false;
    if (source === from) return true;
    const after = this.planned.get(source)?.change.after;
    if (after === undefined) return false;
    return after?.kind !== 'file' || after.content.from !== 'base' || after.content.path !== source;
  }

  /** Whether a name stands afterwards for the file that the guest saw there. One whose change is not applied stands for what it was. */
  private async isThatFile(link: RawPath): Promise<boolean> {
    if (this.planned.has(link)) return true;
    return !this.changed.has(link) && (await this.conflictAt(link, await this.host.at(link))) === null;
  }

  private async contentOf(
    { path, from }: Change,
    { content, link, size }: Extract<Side, { kind: 'file' }>,
  ): Promise<Extract<StateAfter, { kind: 'file' }>['content']> {
    if (link !== null && (await this.isThatFile(link))) return { linkOf: pathName(link) };
    if (content.from === 'base' && content.path === path) return { kept: true };
    if (content.from === 'base' && this.leaves(content.path, from)) {
      this.moved.add(content.path);
      return { moved: pathName(content.path) };
    }
    const name = String(this.staged.length + 1);
    this.staged.push({ name, path, base: content.from === 'base' ? content.path : null, size });
    return { staged: name };
  }
}

/** Whether the host has what the guest saw: of a file the size, the mode and the very time, which an application sets. */
function isAsAfter(now: HostEntry, after: Side | null): boolean {
  if (now === null || after === null) return now === after;
  switch (after.kind) {
    case 'file': {
      if (now.kind !== 'file') return false;
      const { size, mtime } = now.identity;
      return size === String(after.size) && mtime === after.mtime && (now.mode & 0o777) === after.mode;
    }
    case 'symlink':
      return now.kind === 'symlink' && now.target === after.target;
    case 'directory':
      return now.kind === 'directory';
    case 'other':
      return false;
  }
}

function stateOf(entry: HostEntry): StateBefore {
  switch (entry?.kind) {
    case 'file':
      return { kind: 'file', mode: entry.mode, ...entry.identity };
    case 'symlink':
      return { kind: 'symlink', target: pathName(entry.target), ...entry.identity };
    case 'directory':
      return { kind: 'directory', mode: entry.mode, inode: entry.identity.inode };
    case 'other':
    case undefined:
      return { kind: 'absent' };
  }
}
