import type { RunReview } from '../../protocol/reviews/change.js';
import type { Base } from '../base/base.js';
import { pathName } from '../rawPath.js';
import { attentionOf, refusalOf } from './attention.js';
import type { Change } from './change.js';

type Notable = NonNullable<RunReview['notable']>;

/** So many changes are named in the record of their run. */
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
