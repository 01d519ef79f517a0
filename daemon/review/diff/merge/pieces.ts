import { type Edit, editsBetween } from '../edits.js';

/** A part of a merge. Lines of ours that no piece covers stay as they are. The ends are exclusive. */
export interface Piece {
  /** Whose lines are taken; `both` is a conflict. */
  readonly take: 'ours' | 'theirs' | 'both';
  readonly oursStart: number;
  readonly oursEnd: number;
  readonly theirsStart: number;
  readonly theirsEnd: number;
}

/** The most lines between two conflicts that make them one, as in `git merge-file`. */
const closeBy = 3;

/** How two changes of one text go together, in order. */
export function mergePieces(base: readonly string[], ours: readonly string[], theirs: readonly string[]): Piece[] {
  const groups = grouped(editsBetween(base, ours), editsBetween(base, theirs));
  return joined(
    groups.flatMap((piece) => (piece.take === 'both' ? refined(piece, ours, theirs) : [piece])),
    ours,
  );
}

/** The edits of both sides; those that overlap or touch are one conflict. */
function grouped(ours: readonly Edit[], theirs: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  // How far each side is ahead of the base after the edits so far.
  let [oursAhead, theirsAhead] = [0, 0];
  for (let [i, j] = [0, 0]; i < ours.length || j < theirs.length;) {
    const start = Math.min(ours[i]?.oldStart ?? Infinity, theirs[j]?.oldStart ?? Infinity);
    const [oursStart, theirsStart] = [start + oursAhead, start + theirsAhead];
    let [end, byOurs, byTheirs] = [start, false, false];
    for (;;) {
      const [own, other] = [ours[i], theirs[j]];
      // Two edits of one side never touch; one edit of each side that do are a conflict.
      if (own !== undefined && own.oldStart <= end) {
        [end, oursAhead, byOurs] = [Math.max(end, own.oldEnd), own.newEnd - own.oldEnd, true];
        i++;
      } else if (other !== undefined && other.oldStart <= end) {
        [end, theirsAhead, byTheirs] = [Math.max(end, other.oldEnd), other.newEnd - other.oldEnd, true];
        j++;
      } else break;
    }
    const take = byOurs && byTheirs ? 'both' : byOurs ? 'ours' : 'theirs';
    pieces.push({ take, oursStart, oursEnd: end + oursAhead, theirsStart, theirsEnd: end + theirsAhead });
  }
  return pieces;
}

/** A conflict without the lines that both sides agree on: none, when they did the same. */
function refined(piece: Piece, ours: readonly string[], theirs: readonly string[]): Piece[] {
  const { oursStart, oursEnd, theirsStart, theirsEnd } = piece;
  const edits = editsBetween(ours.slice(oursStart, oursEnd), theirs.slice(theirsStart, theirsEnd));
  return edits.map((edit) => ({
    take: 'both',
    oursStart: oursStart + edit.oldStart,
    oursEnd: oursStart + edit.oldEnd,
    theirsStart: theirsStart + edit.newStart,
    theirsEnd: theirsStart + edit.newEnd,
  }));
}

/** Conflicts with little between them are one: it reads better than markers at every other line. */
function joined(pieces: readonly Piece[], ours: readonly string[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last?.take === 'both' && piece.take === 'both' && near(ours.slice(last.oursEnd, piece.oursStart)))
      found[found.length - 1] = { ...last, oursEnd: piece.oursEnd, theirsEnd: piece.theirsEnd };
    else found.push(piece);
  }
  return found;
}

function near(between: readonly string[]): boolean {
  return between.length <= closeBy || !between.some((line) => /[0-9A-Za-z]/.test(line));
}
