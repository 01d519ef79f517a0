import { type Hunk, type HunkLine, position } from './hunks.js';
import { bytesOf, linesOf } from './lines.js';

/**
 * The text with only the chosen hunks applied: all of them give the text after, none the text before, byte for byte.
 *
 * A hunk and the parts that `splitHunk` made of it must not both be in `hunks`.
 *
 * @param chosen the `id` of each hunk that is wanted
 * @throws Error when a chosen hunk was made from another text
 */
export function applyHunks(before: Buffer, hunks: readonly Hunk[], chosen: ReadonlySet<number>): Buffer {
  const old = linesOf(before);
  const made: string[] = [];
  let copied = 0;
  const copyTo = (end: number, hunk: Hunk): void => {
    if (end < copied || end > old.length) throw misfit(hunk);
    while (copied < end) made.push(old[copied++] ?? '');
  };
  for (const hunk of hunks.filter(({ id }) => chosen.has(id)).sort((a, b) => a.id - b.id)) {
    let at = position(hunk.oldStart, hunk.oldLines);
    for (const line of hunk.lines) {
      if (line.kind !== '+' && old[at] !== whole(line)) throw misfit(hunk);
      // Lines that stay are copied only when a change comes, because the parts of one hunk share them.
      if (line.kind !== ' ') copyTo(at, hunk);
      if (line.kind === '+') made.push(whole(line));
      else at++;
      if (line.kind === '-') copied = at;
    }
  }
  while (copied < old.length) made.push(old[copied++] ?? '');
  return bytesOf(made);
}

function whole({ text, noNewline }: HunkLine): string {
  return noNewline ? text : `${text}\n`;
}

function misfit({ oldStart }: Hunk): Error {
  return new Error(`The hunk at line ${String(oldStart)} was made from another text.`);
}
