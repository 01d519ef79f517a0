import { safe } from './safe.js';

/** Between two columns. */
const gap = 3;

/**
 * Rows below their heads, each column as wide as its widest cell, as Docker prints tables. Cells come from anywhere: what commands a
 * terminal is replaced.
 */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, ...rows].map((row) => row.map(safe));
  const widths = heads.map((_, column) => Math.max(...lines.map((row) => widthOf(row[column] ?? ''))));
  const text = lines.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell) + gap))
      .join('')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}

/** In characters, which is near enough for what names and commands hold. */
function widthOf(text: string): number {
  return Array.from(text).length;
}

/** The beginning of a text, with at most so many characters; what is longer ends with "…". */
export function startOf(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** The end of a text, with at most so many characters; what is longer begins with "…". */
export function endOf(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `…${characters.slice(1 - most).join('')}`;
}
