import { type ChangedPath, type ChangeInfo } from '../../../protocol/reviews/change.js';
import { bytesOf } from '../../../protocol/reviews/quoted.js';
import { grouped, isDirectory, type Line } from '../shown/grouped.js';

/** What is asked about, in order, and what is not since it follows from the answers. */
export interface Questions {
  readonly lines: readonly Line[];
  /** Directories that go when all that was in them does. */
  readonly emptied: readonly ChangeInfo[];
}

/** A path by its bytes, a character each. */
export function rawOf(path: ChangedPath): string {
  return bytesOf(path).toString('latin1');
}

/**
 * What is to be asked of changes: new and moved directories come with what is taken of what is in them.
 * @param whole whether large directories are asked about as one
 */
export function questionsOf(changes: readonly ChangeInfo[], whole = true): Questions {
  const holding = new Set<string>();
  for (const { path, from } of changes)
    for (const at of [path, from]) if (at !== null) for (const above of parentsOf(rawOf(at))) holding.add(above);
  const follows = (change: ChangeInfo): boolean =>
    isDirectory(change) && becomesOther(change) && holding.has(rawOf(change.path));
  const all = whole ? grouped(changes) : changes.map((change): Line => ({ kind: 'one', change }));
  const lines = all.filter((line) => line.kind === 'tree' || !follows(line.change));
  const emptied = changes.filter((change) => change.what === 'deleted' && follows(change));
  return { lines, emptied };
}

/** The deleted directories of which everything was taken. @param taken paths as `rawOf` has them */
export function emptiedBy(
  taken: ReadonlySet<string>,
  emptied: readonly ChangeInfo[],
  changes: readonly ChangeInfo[],
): ChangeInfo[] {
  const full = new Set<string>();
  const own = new Set(emptied.map(({ path }) => rawOf(path)));
  for (const { path, from } of changes) {
    const at = rawOf(path);
    if (taken.has(at) || own.has(at)) continue;
    for (const place of from === null ? [at] : [at, rawOf(from)]) for (const above of parentsOf(place)) full.add(above);
  }
  return emptied.filter(({ path }) => !full.has(rawOf(path)) && !taken.has(rawOf(path)));
}

/** Whether a tree is all of what was changed below it, with nothing that needs a look. */
export function isPure({ change, members }: Extract<Line, { kind: 'tree' }>, changes: readonly ChangeInfo[]): boolean {
  const below = `${rawOf(change.path)}/`;
  const count = changes.filter(({ path }) => rawOf(path).startsWith(below)).length;
  return count === members.length && members.every(({ attention }) => attention === null);
}

/** Whether a directory comes, goes, moves, or is in the place of something else; not one whose mode alone is another. */
function becomesOther({ what, before, after }: ChangeInfo): boolean {
  return what !== 'modified' || before?.kind !== after?.kind;
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) parents.push(path.slice(0, end));
  return parents;
}
