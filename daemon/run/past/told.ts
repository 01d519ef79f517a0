import type { ChangeInfo } from '../../protocol/reviews/change.js';
import type { ReviewConflict } from '../../protocol/reviews/methods.js';
import { limits } from '../../protocol/limits.js';
import type { Conflict } from '../../review/apply/standing.js';
import type { Base } from '../../review/base/base.js';
import type { Change } from '../../review/changes/change.js';
import { infoOf } from '../../review/changes/info.js';
import { pathName, type RawPath } from '../../review/rawPath.js';

/** Why both sides of conflicts were not put together, by their paths. */
export type Unmerged = ReadonlyMap<RawPath, NonNullable<ReviewConflict['unmerged']>>;
/** Nobody asked for that. */
export const nothingUnmerged: Unmerged = new Map();

/** The first of the changes, as front ends are told of them, and how many there are. */
export function toldChanges(changes: readonly Change[], base: Base): { total: number; changes: ChangeInfo[] } {
  const first = changes.slice(0, limits.shownChanges);
  return { total: changes.length, changes: first.map((change) => infoOf(change, base)) };
}

/** The first of the conflicts, and how many there are. */
export function toldConflicts(
  conflicts: readonly Conflict[],
  unmerged: Unmerged,
): { total: number; conflicts: ReviewConflict[] } {
  const first = conflicts.slice(0, limits.shownChanges);
  return {
    total: conflicts.length,
    conflicts: first.map(({ path, host }) => {
      const why = unmerged.get(path);
      return { path: pathName(path), host, ...(why === undefined ? {} : { unmerged: why }) };
    }),
  };
}
