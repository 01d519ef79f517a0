import { safe } from '../../show/safe.js';

/** As git colours a patch. */
const colours = { header: '\u001b[1m', hunk: '\u001b[36m', removed: '\u001b[31m', added: '\u001b[32m' } as const;
const usual = '\u001b[m';

const header =
  /^(?:diff --git |index |old mode |new mode |new file mode |deleted file mode |similarity index |dissimilarity index |rename |copy |--- |\+\+\+ |Binary files )/;

/** How many lines of a hunk are still to come, before and after. */
interface Hunk {
  old: number;
  new: number;
}

/** A patch as a terminal may show it: it holds what a guest wrote, whose control characters must not reach the terminal. */
export function patchShown(patch: string, coloured: boolean): string {
  const hunk: Hunk = { old: 0, new: 0 };
  const lines = patch.split('\n').map((line) => {
    const colour = colourOf(line, hunk);
    const text = line.split('\t').map(safe).join('\t');
    return coloured && colour !== null ? `${colours[colour]}${text}${usual}` : text;
  });
  return lines.join('\n');
}

/** Within a hunk every line is content: a removed line that begins with "-- " is no header. */
function colourOf(line: string, hunk: Hunk): keyof typeof colours | null {
  if (hunk.old > 0 || hunk.new > 0) return inHunk(line, hunk);
  const [, old, now] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? [];
  if (line.startsWith('@@ ')) {
    hunk.old = Number(old ?? 1);
    hunk.new = Number(now ?? 1);
    return 'hunk';
  }
  return header.test(line) ? 'header' : null;
}

function inHunk(line: string, hunk: Hunk): keyof typeof colours | null {
  const mark = line.charAt(0);
  // "\ No newline at end of file" is none of its lines.
  if (mark === '\\') return null;
  if (mark !== '+') hunk.old -= 1;
  if (mark !== '-') hunk.new -= 1;
  return mark === '+' ? 'added' : mark === '-' ? 'removed' : null;
}
