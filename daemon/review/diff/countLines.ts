import { editsBetween } from './edits.js';
import { isBinary } from './isBinary.js';
import { linesOf } from './lines.js';

/** How many lines came and went. */
export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

/** What `git diff --numstat` says of a change; null when a side is binary. A side that does not exist is an empty text. */
export function countLines(before: Buffer, after: Buffer): LineCounts | null {
  if (isBinary(before) || isBinary(after)) return null;
  let [added, removed] = [0, 0];
  for (const edit of editsBetween(linesOf(before), linesOf(after))) {
    added += edit.newEnd - edit.newStart;
    removed += edit.oldEnd - edit.oldStart;
  }
  return { added, removed };
}
