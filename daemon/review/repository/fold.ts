import type { Base } from '../base/base.js';
import type { Change } from '../changes/change.js';
import { inOrder, isAtOrBelow, type RawPath } from '../rawPath.js';

/** The repository of a workspace. Those of folders below it are never looked into. */
export const repositoryPath = '.git' as RawPath;

/** What git writes by itself and obeys nothing of: objects, refs, and the notes it takes while it works. */
const notes =
  /^\.git\/(?:(?:refs|logs|rebase-merge|rebase-apply|sequencer|objects)(?:\/|$)|(?:packed-refs|index|info\/refs|gc\.log|gc\.pid|COMMIT_EDITMSG|MERGE_MSG|MERGE_MODE|MERGE_RR|SQUASH_MSG|TAG_EDITMSG|AUTO_MERGE|(?:[A-Z]+_)?HEAD|BISECT_[A-Z]+)(?:\.lock)?$)/;
/** Where git looks for more objects: in any directory of the host's. */
const elsewhere = /^\.git\/objects\/info\/(?:http-)?alternates$/;

/** Whether the workspace had a repository of its own, a directory, and still has. */
export function hasRepository(changes: readonly Change[], base: Base): boolean {
  if (base.get(repositoryPath)?.kind !== 'directory') return false;
  const own = changes.find(({ path, from }) => path === repositoryPath || from === repositoryPath);
  return own === undefined || (own.what === 'modified' && own.after?.kind === 'directory');
}

/**
 * Makes one change of what a run did to the repository itself, at its path. What git obeys (settings, hooks, attributes and the
 * like), and what has come from outside of it, stay changes of their own.
 * @param takenOver whether its refs may be applied
 */
export function foldRepository(changes: readonly Change[], base: Base, takenOver: boolean): Change[] {
  const before = hasRepository(changes, base) ? base.get(repositoryPath) : undefined;
  const rest = changes.filter((change) => !isPart(change));
  if (before === undefined || rest.length === changes.length) return [...changes];
  const side = { kind: 'directory', mode: before.mode & 0o1777 } as const;
  const after = takenOver ? ({ kind: 'repository' } as const) : side;
  const entry = { path: repositoryPath, what: 'modified', from: null, before: side, after } as const;
  return inOrder([...rest, { ...entry, contentChanged: false }]);
}

const within: ReadonlySet<RawPath> = new Set([repositoryPath]);

function isPart({ path, from }: Change): boolean {
  if (path !== repositoryPath && (!notes.test(path) || elsewhere.test(path))) return false;
  return from === null || isAtOrBelow(from, within);
}

/** Whether a change is that of the repository, with refs that may be applied. */
export function isRepository({ after }: Change): boolean {
  return after?.kind === 'repository';
}
