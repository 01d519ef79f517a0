import type { IUnicodeVersionProvider, Terminal } from '@xterm/headless';
import { insidesOf } from './insides.js';

/** Marks that one character may carry: what a cell holds has an end. */
const mostMarks = 16;

/** Sequences that are repeated as often as their parameter says. More often than the terminal is wide or high changes nothing more. */
const repeated = { rows: ['L', 'M', 'S', 'T'], cols: ['@', 'P', 'X', 'I', 'Z'], both: ['b'] } as const;

/** Makes the terminal safe to be written to by a guest that means harm: no sequence takes long, and what it keeps has a bound. */
export function guard(terminal: Terminal): void {
  const clamp = (final: string, most: () => number): void => {
    insidesOf(terminal)._inputHandler.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0] ?? 0, most());
      return false;
    });
  };
  for (const final of repeated.rows) clamp(final, () => terminal.rows);
  for (const final of repeated.cols) clamp(final, () => terminal.cols);
  for (const final of repeated.both) clamp(final, () => terminal.cols * 4);
  // A link's address could be megabytes for each cell; viewers get live ones as they are.
  terminal.parser.registerOscHandler(8, () => true);
  terminal.unicode.register(boundedMarks(terminal));
  terminal.unicode.activeVersion = 'bounded';
}

/** xterm.js's own widths, but a character takes only so many marks; one more stands by itself. */
function boundedMarks(terminal: Terminal): IUnicodeVersionProvider {
  const usual = insidesOf(terminal).unicodeService._activeProvider;
  const wcwidth = (codepoint: number): 0 | 1 | 2 => usual.wcwidth(codepoint);
  return {
    version: 'bounded',
    wcwidth,
    charProperties: (codepoint, preceding) => {
      const width = wcwidth(codepoint);
      if (width > 0) return pack(0, width, false);
      const before = unpack(preceding);
      // Control characters never come here, so what is left without a width is a mark.
      if (before.width === 0 || before.marks >= mostMarks) return pack(0, 1, false);
      return pack(before.marks + 1, before.width, true);
    },
  };
}

// The layout of UnicodeService.createPropertyValue: state from bit 3, width at bit 1, joined at bit 0.
function pack(marks: number, width: number, joined: boolean): number {
  return (marks << 3) | (width << 1) | (joined ? 1 : 0);
}

function unpack(properties: number): { marks: number; width: number } {
  return { marks: properties >> 3, width: (properties >> 1) & 3 };
}
