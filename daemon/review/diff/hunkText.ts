import { type Hunk, type HunkLine, position, shownStart } from './hunks.js';

/**
 * Hunks as git writes them, without the function's name after `@@`. A character is a byte (latin1).
 *
 * They may be some of a file's hunks: where each stands in the new text is counted from those alone. Parts of one hunk may not, since they
 * share lines.
 */
export function hunkText(hunks: readonly Hunk[]): string {
  let grown = 0;
  return hunks
    .map((hunk) => {
      const newStart = shownStart(position(hunk.oldStart, hunk.oldLines) + grown, hunk.newLines);
      grown += hunk.newLines - hunk.oldLines;
      const head = `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(newStart, hunk.newLines)} @@\n`;
      return head + hunk.lines.map(lineText).join('');
    })
    .join('');
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${String(start)},${String(count)}`;
}

function lineText({ kind, text, noNewline }: HunkLine): string {
  return `${kind}${text}\n${noNewline ? '\\ No newline at end of file\n' : ''}`;
}
