import { type ChangeInfo } from '../../../protocol/reviews/change.js';
import { bytesOf } from '../../../protocol/reviews/quoted.js';

/** A directory with more entries than this is told as one. */
const most = 20;

/** A line of a list of changes. */
export type Line =
  | { readonly kind: 'one'; readonly change: ChangeInfo }
  /** A directory that was added, deleted or moved with everything in it. */
  | {
      readonly kind: 'tree';
      readonly change: ChangeInfo;
      /** What is told by this line besides the directory itself. */
      readonly members: readonly ChangeInfo[];
      /** How many files, links and the like are in it. */
      readonly files: number;
      /** How many of its entries must be approved by their names, and are told here alone. */
      readonly attention: number;
      /** And how many are never applied. */
      readonly refused: number;
    };

/** A directory that may be told as one, and what is below it that shares its fate. */
interface Tree {
  readonly change: ChangeInfo;
  readonly path: string;
  readonly from: string | null;
  readonly members: ChangeInfo[];
}

/**
 * Changes as a list shows them, in their order: a directory of which everything was added, deleted or moved is one line if more than twenty entries are below it.
 * What differs from the rest of it has a line of its own, and so has what needs a look, unless that is too much, too.
 */
export function grouped(changes: readonly ChangeInfo[]): Line[] {
  const trees = treesOf(changes);
  for (const change of changes) topmost(change, trees)?.members.push(change);
  const told = new Map<ChangeInfo, Line>();
  const swallowed = new Set<ChangeInfo>();
  for (const { change, members } of trees.values()) {
    if (members.length <= most) continue;
    const special = members.filter(isSpecial);
    const alone = special.length <= most ? special : [];
    const within = members.filter((member) => !alone.includes(member));
    for (const member of within) swallowed.add(member);
    told.set(change, treeLine(change, members, within, alone.length > 0 ? [] : special));
  }
  return changes
    .filter((change) => !swallowed.has(change))
    .map((change) => told.get(change) ?? { kind: 'one', change });
}

/** Whether the change is one of a directory. */
export function isDirectory({ before, after }: ChangeInfo): boolean {
  return (after ?? before)?.kind === 'directory';
}

function isSpecial({ attention, refused }: ChangeInfo): boolean {
  return attention !== null || refused !== null;
}

function treeLine(
  change: ChangeInfo,
  all: readonly ChangeInfo[],
  members: readonly ChangeInfo[],
  special: readonly ChangeInfo[],
): Line {
  return {
    kind: 'tree',
    change,
    members,
    files: all.filter((member) => !isDirectory(member)).length,
    attention: special.filter(({ attention, refused }) => attention !== null && refused === null).length,
    refused: special.filter(({ refused }) => refused !== null).length,
  };
}

function treesOf(changes: readonly ChangeInfo[]): Map<string, Tree> {
  const trees = new Map<string, Tree>();
  for (const change of changes) {
    if (change.what === 'modified' || !isDirectory(change)) continue;
    const path = rawOf(change.path);
    trees.set(path, { change, path, from: change.from === null ? null : rawOf(change.from), members: [] });
  }
  return trees;
}

/** The highest directory whose fate a change shares. */
function topmost(change: ChangeInfo, trees: ReadonlyMap<string, Tree>): Tree | null {
  const path = rawOf(change.path);
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
    const tree = trees.get(path.slice(0, end));
    if (tree !== undefined && shares(change, path, tree)) return tree;
  }
  return null;
}

function shares({ what, from, contentChanged }: ChangeInfo, path: string, tree: Tree): boolean {
  if (what !== tree.change.what) return false;
  if (what !== 'renamed') return true;
  return !contentChanged && from !== null && rawOf(from) === `${tree.from ?? ''}${path.slice(tree.path.length)}`;
}

/** A path by its bytes, a character each. */
function rawOf(path: ChangeInfo['path']): string {
  return bytesOf(path).toString('latin1');
}
