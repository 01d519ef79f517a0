import type { Base } from '../base/base.js';
import type { Change, Side } from '../changes/change.js';
import type { RawPath } from '../rawPath.js';
import type { Host, HostEntry } from './host.js';

/** A path that was changed on the host since the snapshot. */
export interface Conflict {
  readonly path: RawPath;
  /** What is in the way: something new, something changed, or nothing any more. */
  readonly host: 'appeared' | 'changed' | 'gone';
}

/** Whether a change can be had, and what the host has at its path and where it came from. */
export interface Standing {
  readonly now: HostEntry;
  /** null also for what came from nowhere. */
  readonly source: HostEntry;
  /** `applied`: nothing of it is left. */
  readonly is: 'applied' | 'ready' | Conflict;
}

/** How the host stands to a change. */
export async function standingOf({ path, from, after }: Change, base: Base, host: Host): Promise<Standing> {
  const now = await host.at(path);
  const source = from === null ? null : await host.at(from);
  const taken = isAsAfter(now, after) && source === null && !(await host.isAsBefore(path, now));
  if (taken || host.isSettled(path)) return { now, source, is: 'applied' };
  const conflict =
    (await conflictAt(path, now, base, host)) ??
    (from === null ? null : await conflictAt(from, source, base, host)) ??
    (await lost(after, base, host));
  return { now, source, is: conflict ?? 'ready' };
}

/** What is in the way at a path: it is neither as the snapshot has it nor as an application of some of its change left it. */
export async function conflictAt(path: RawPath, now: HostEntry, base: Base, host: Host): Promise<Conflict | null> {
  if ((await host.isAsBefore(path, now)) || (await host.isAsGiven(path, now))) return null;
  if (now === null) return { path, host: 'gone' };
  return { path, host: base.before(path) === undefined ? 'appeared' : 'changed' };
}

/** Whether the bytes that a file has are those of another of which neither the snapshot nor the host has them any more. */
export async function lost(after: Side | null, base: Base, host: Host): Promise<Conflict | null> {
  if (after?.kind !== 'file' || after.content.from !== 'base') return null;
  const { path } = after.content;
  if (base.get(path)?.content === 'embedded') return null;
  return await conflictAt(path, await host.at(path), base, host);
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
    case 'repository':
      return false;
  }
}
