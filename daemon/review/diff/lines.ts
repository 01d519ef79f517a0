/**
 * The lines of a text, each with its line feed, which only the last may lack.
 *
 * A character is a byte (latin1), so that texts in any encoding, or in none, come back as they were.
 */
export function linesOf(bytes: Buffer): string[] {
  const text = bytes.toString('latin1');
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** The bytes of lines that {@link linesOf} gave. */
export function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(''), 'latin1');
}
