import type { PlanEntry, StateAfter, StateBefore } from '../../protocol/wire/applyPlan.js';
import type { Base } from '../base/base.js';
import { isInRepository } from '../changes/attention.js';
import type { Change, Side } from '../changes/change.js';
import { inOrder, pathName, type RawPath } from '../rawPath.js';
import type { Host, HostEntry } from './host.js';
import { conflictAt, standingOf, type Conflict } from './standing.js';

/** A file whose bytes are needed before anything is applied: those that the guest has at `path`, or the snapshot's at `base`. */
export interface Staged {
  readonly name: string;
  readonly path: RawPath;
  /** null: the guest's. */
  readonly base: RawPath | null;
  /** The bytes themselves, where they are neither's. */
  readonly made: Buffer | null;
  readonly size: number;
}

/** What a file becomes that is neither what it was nor what the guest has. */
export interface MadeContent {
  /** null: those it has. */
  readonly bytes: Buffer | null;
  readonly mode: number;
  /** Nanoseconds since the epoch, in decimal. */
  readonly mtime: string;
}

/** What somebody decided of a change after a look at what the host has, which must then still be there. */
export interface Made {
  readonly now: HostEntry;
  readonly source: HostEntry;
  /** null: what the guest has. */
  readonly content: MadeContent | null;
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
 * @param made what was decided of some of them, by their paths
 */
export async function planOf(
  changes: readonly Change[],
  all: readonly Change[],
  base: Base,
  host: Host,
  made: ReadonlyMap<RawPath, Made> = new Map(),
): Promise<Plan> {
  const changed = new Set(all.map(({ path }) => path));
  return await new Planner(changed, base, host, made).plan(inOrder(changes));
}

/** A change that can be applied, and what the host has at its path and where it came from. */
interface Planned {
  readonly change: Change;
  readonly now: HostEntry;
  readonly source: HostEntry;
  readonly made: Made | null;
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
    private readonly made: ReadonlyMap<RawPath, Made>,
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
    const { path, after } = change;
    // Its refs are moved by git, and nothing of it by a plan.
    if (after?.kind === 'repository') return;
    const made = this.made.get(path);
    if (made !== undefined) {
      // What was decided on is what must be there, whatever is there by now.
      this.planned.set(path, { change, now: made.now, source: made.source, made });
      return;
    }
    const { now, source, is } = await standingOf(change, this.base, this.host);
    if (is === 'applied') return;
    if (is === 'ready') this.planned.set(path, { change, now, source, made: null });
    else this.conflicts.push(is);
  }

  private async add({ change, now, source, made }: Planned): Promise<void> {
    const { path, from, after } = change;
    const content = made?.content ?? null;
    const then =
      content !== null
        ? this.madeOf(path, content)
        : after === null
          ? ({ kind: 'absent' } as const)
          : await this.afterOf(change, after);
    this.entries.set(path, { before: now, after: then });
    // Something else may be there afterwards, which has its own change.
    if (from !== null && !this.planned.has(from)) this.entries.set(from, { before: source, after: { kind: 'absent' } });
  }

  private madeOf(path: RawPath, { bytes, mode, mtime }: MadeContent): StateAfter {
    if (bytes === null) return { kind: 'file', mode, mtime, content: { kept: true } };
    const name = String(this.staged.length + 1);
    this.staged.push({ name, path, base: null, made: bytes, size: bytes.length });
    return { kind: 'file', mode, mtime, content: { staged: name } };
  }

  private async afterOf(change: Change, after: Side): Promise<StateAfter> {
    switch (after.kind) {
      case 'directory':
        return { kind: 'directory', mode: after.mode };
      case 'symlink':
        return { kind: 'symlink', target: pathName(after.target) };
      case 'other':
      case 'repository':
        return { kind: 'absent' };
      case 'file': {
        const { mode, mtime } = after;
        return { kind: 'file', mode, mtime, content: await this.contentOf(change, after) };
      }
    }
  }

  /** Whether the host's file at a path is nobody's any more, so that it can be had itself and not a copy of it. */
  private leaves(source: RawPath, from: RawPath | null): boolean {
    // What was applied in part is not what the guest moved.
    if (this.moved.has(source) || this.host.isGiven(source)) return false;
    // Nor is what somebody decided about.
    if ((this.planned.get(source)?.made ?? null) !== null) return false;
    if (source === from) return true;
    const after = this.planned.get(source)?.change.after;
    if (after === undefined) return false;
    return after?.kind !== 'file' || after.content.from === 'guest' || after.content.path !== source;
  }

  /** Whether a name stands afterwards for the file that the guest saw there. One whose change is not applied stands for what it was. */
  private async isThatFile(link: RawPath): Promise<boolean> {
    // What is written to a further name of a repository's own file, git would obey.
    if (isInRepository(link)) return false;
    if (this.planned.has(link)) return true;
    return !this.changed.has(link) && (await conflictAt(link, await this.host.at(link), this.base, this.host)) === null;
  }

  private async contentOf(
    { path, from }: Change,
    { content, link, size }: Extract<Side, { kind: 'file' }>,
  ): Promise<Extract<StateAfter, { kind: 'file' }>['content']> {
    if (link !== null && (await this.isThatFile(link))) return { linkOf: pathName(link) };
    if (content.from !== 'guest' && content.path === path) return { kept: true };
    const isDecided = (this.planned.get(path)?.made ?? null) !== null;
    if (content.from === 'base' && !isDecided && this.leaves(content.path, from)) {
      this.moved.add(content.path);
      return { moved: pathName(content.path) };
    }
    const name = String(this.staged.length + 1);
    this.staged.push({ name, path, base: content.from === 'base' ? content.path : null, made: null, size });
    return { staged: name };
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
