import type { ChangeCounts, ChangeInfo } from '../../protocol/reviews/change.js';
import type { Base } from '../base/base.js';
import { pathName } from '../rawPath.js';
import { attentionOf, refusalOf } from './attention.js';
import type { Change, Side } from './change.js';

/** What front ends are told of a change. */
export function infoOf(change: Change, base: Base): ChangeInfo {
  const { path, what, from, before, after, contentChanged, ignored } = change;
  return {
    path: pathName(path),
    what,
    from: from === null ? null : pathName(from),
    before: sideInfo(before),
    after: sideInfo(after),
    contentChanged,
    attention: attentionOf(change),
    refused: refusalOf(change, base),
    ...(ignored === undefined ? {} : { ignored: pathName(ignored) }),
  };
}

/** How many changes there are of each kind. */
export function countsOf(changes: readonly Change[], base: Base): ChangeCounts {
  const counts = { added: 0, modified: 0, deleted: 0, renamed: 0, attention: 0, refused: 0, ignored: 0 };
  for (const change of changes) {
    counts[change.ignored === undefined ? change.what : 'ignored'] += 1;
    if (refusalOf(change, base) !== null) counts.refused += 1;
    else if (attentionOf(change) !== null) counts.attention += 1;
  }
  return counts;
}

function sideInfo(side: Side | null): ChangeInfo['before'] {
  if (side === null) return null;
  if (side.kind === 'repository') return { kind: 'directory', mode: null, size: null };
  const mode = side.kind === 'file' || side.kind === 'directory' ? side.mode : null;
  return { kind: side.kind, mode, size: side.kind === 'file' ? side.size : null };
}
