import type { RunReview } from '../../protocol/reviews/change.js';
import type { Base } from '../base/base.js';
import { pathName } from '../rawPath.js';
import { attentionOf, refusalOf } from './attention.js';
import type { Change } from './change.js';

type Notable = NonNullable<RunReview['notable']>;
type IgnoredIn = NonNullable<RunReview['ignoredIn']>;

/** So many changes, and so many places, are named in the record of their run. */
const most = 20;

/** The first of the changes that must be approved by their names. */
export function notableOf(changes: readonly Change[], base: Base): Notable {
  const notable: Notable = [];
  for (const change of changes) {
    if (notable.length === most) break;
    const attention = attentionOf(change);
    if (attention !== null && refusalOf(change, base) === null)
      notable.push({ path: pathName(change.path), attention });
  }
  return notable;
}

/** The highest places that git ignores in which something changed, the first of them by name. */
export function ignoredIn(changes: readonly Change[]): IgnoredIn {
  const places = [...new Set(changes.flatMap(({ ignored }) => ignored ?? []))];
  return { count: places.length, paths: places.slice(0, most).map(pathName) };
}
