/** Where git ends a piece that has no line feed, in bytes. */
const longestPiece = 64;

/**
 * How much of the larger content is also in the other, in whole per cent, rounded down.
 *
 * Measured as git does for renames: both are cut into pieces, at each line feed and after 64 bytes, and the pieces that both have are
 * counted by their length, wherever they stand. Git leaves carriage returns out, and before 2.44 the rest after the last piece too.
 */
export function similarity(before: Buffer, after: Buffer): number {
  if (before.equals(after)) return 100;
  const larger = Math.max(before.length, after.length);
  const left = new Map<string, number>();
  for (const piece of pieces(before)) left.set(piece, (left.get(piece) ?? 0) + 1);
  let kept = 0;
  for (const piece of pieces(after)) {
    const count = left.get(piece) ?? 0;
    if (count === 0) continue;
    left.set(piece, count - 1);
    kept += piece.length;
  }
  return Math.floor((kept * 100) / larger);
}

function* pieces(content: Buffer): Generator<string> {
  const text = content.toString('latin1');
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = Math.min(feed < 0 ? text.length : feed + 1, start + longestPiece);
    yield text.slice(start, end);
    start = end;
  }
}
