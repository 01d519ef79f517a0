/** Scrolls what the user's terminal shows out of the way, since a restored screen begins with an empty one. */
export function makeRoom(rows: number): string {
  return '\n'.repeat(rows);
}

/**
 * Makes a terminal usable again that a program was left in: no sequence half read, the normal screen, the cursor shown and where it is,
 * no mouse or paste reports, usual keys, colours and characters.
 */
export const screenLeft = [
  '\u0018\u001b[?1047l\u001b[!p\u001b[?7h\u001b[?25h\u001b[?1l\u001b>\u001b[0 q',
  '\u001b[?9l\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1006l\u001b[?1016l\u001b[?2004l\u001b[?2026l',
  '\u001b(B\u000f\u001b[m',
].join('');
