import { bytesOf, linesOf } from '../lines.js';
import { mergePieces, type Piece } from './pieces.js';

/** How the two sides are called at the markers of a conflict. */
export interface MergeLabels {
  readonly ours: string;
  readonly theirs: string;
}

/** Two changes of one text, put together. */
export interface Merge {
  /** The text with both changes; with git's markers around what they disagree on. */
  readonly bytes: Buffer;
  /** How many places they disagree on; with 0 the text is clean. */
  readonly conflicts: number;
}

/** Puts two changes of one text together, as `git merge-file` does. It knows lines only: binaries are for the caller to refuse. */
export function merge3(base: Buffer, ours: Buffer, theirs: Buffer, labels: MergeLabels): Merge {
  const sides: Sides = { base: linesOf(base), ours: linesOf(ours), theirs: linesOf(theirs) };
  const pieces = mergePieces(sides.base, sides.ours, sides.theirs);
  const parts: string[][] = [];
  let done = 0;
  for (const piece of pieces) {
    parts.push(sides.ours.slice(done, piece.oursStart), taken(piece, sides, labels));
    done = piece.oursEnd;
  }
  parts.push(sides.ours.slice(done));
  return { bytes: bytesOf(parts.flat()), conflicts: pieces.filter(({ take }) => take === 'both').length };
}

interface Sides {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function taken(piece: Piece, sides: Sides, labels: MergeLabels): string[] {
  const ours = sides.ours.slice(piece.oursStart, piece.oursEnd);
  const theirs = sides.theirs.slice(piece.theirsStart, piece.theirsEnd);
  if (piece.take !== 'both') return piece.take === 'ours' ? ours : theirs;
  const end = endOfMarkers(piece, sides);
  const closed = (lines: readonly string[]): string[] =>
    lines.map((line) => (line.endsWith('\n') ? line : `${line}${end}`));
  const own = Buffer.from(labels.ours).toString('latin1');
  const other = Buffer.from(labels.theirs).toString('latin1');
  return [`<<<<<<< ${own}${end}`, ...closed(ours), `=======${end}`, ...closed(theirs), `>>>>>>> ${other}${end}`];
}

/** How markers end: as the line before the conflict does on both sides; where that says nothing, as the first line of the base. */
function endOfMarkers(piece: Piece, { base, ours, theirs }: Sides): string {
  const seen = [
    endOfLine(ours, Math.max(0, piece.oursStart - 1)),
    endOfLine(theirs, Math.max(0, piece.theirsStart - 1)),
    endOfLine(base, 0),
  ];
  // A side with a bare line feed settles it; one without any line says nothing.
  return !seen.includes('\n') && seen.includes('\r\n') ? '\r\n' : '\n';
}

/** How a line ends; one without an end, as the line before it; null when there is none to go by. */
function endOfLine(lines: readonly string[], at: number): string | null {
  const line = lines[at]?.endsWith('\n') === true ? lines[at] : lines[at - 1];
  if (line === undefined) return null;
  return line.endsWith('\r\n') ? '\r\n' : '\n';
}
