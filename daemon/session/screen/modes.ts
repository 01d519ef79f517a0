import type { Terminal } from '@xterm/headless';
import { insidesOf } from './insides.js';

/**
 * Brings a terminal of any kind, in whatever state, to the state that the rest of a restored screen begins in: no sequence half read, the normal
 * screen, every mode as after a reset, nothing on the screen, the cursor at its top. What scrolled out before stays.
 */
export const blankScreen = [
  // CAN ends a sequence that was cut off.
  '\x18\x1b[!p\x1b[?1049l\x1b[?1047l\x1b[!p',
  '\x1b[?1l\x1b>\x1b[4l\x1b[20l\x1b[?6l\x1b[?7h\x1b[?12l\x1b[?45l\x1b[?25h\x1b[0 q',
  '\x1b[?9l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?2026l',
  '\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[r\x1b[m\x1b[H\x1b[2J',
].join('');

const mouseProtocols: Readonly<Record<string, string>> = {
  X10: '\x1b[?9h',
  VT200: '\x1b[?1000h',
  DRAG: '\x1b[?1002h',
  ANY: '\x1b[?1003h',
};
const mouseEncodings: Readonly<Record<string, string>> = { SGR: '\x1b[?1006h', SGR_PIXELS: '\x1b[?1016h' };
const cursorStyles = { block: 1, underline: 3, bar: 5 } as const;

/** Every mode that is not as after a reset, but for the origin mode, which moves the cursor. Nothing may be printed after it. */
export function modes(terminal: Terminal): string {
  const { coreMouseService, coreService } = insidesOf(terminal);
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  const set = terminal.modes;
  return [
    set.applicationCursorKeysMode ? '\x1b[?1h' : '',
    set.applicationKeypadMode ? '\x1b=' : '',
    set.bracketedPasteMode ? '\x1b[?2004h' : '',
    set.reverseWraparoundMode ? '\x1b[?45h' : '',
    set.sendFocusMode ? '\x1b[?1004h' : '',
    set.wraparoundMode ? '' : '\x1b[?7l',
    set.insertMode ? '\x1b[4h' : '',
    terminal.options.convertEol === true ? '\x1b[20h' : '',
    mouseProtocols[coreMouseService.activeProtocol] ?? '',
    mouseEncodings[coreMouseService.activeEncoding] ?? '',
    terminal.options.cursorBlink === true ? '\x1b[?12h' : '',
    cursorStyle === undefined ? '' : `\x1b[${String(cursorStyles[cursorStyle] + (cursorBlink === true ? 0 : 1))} q`,
    coreService.isCursorHidden ? '\x1b[?25l' : '',
  ].join('');
}

/** The sets of characters and which of them is in use. */
export function charsets(terminal: Terminal, designation: (charset: object | undefined) => string): string {
  const { charset, glevel, _charsets: sets } = insidesOf(terminal)._charsetService;
  const chosen = [0, 1, 2, 3].map((g) => (g === glevel ? charset : sets[g]));
  const text = chosen.map((set, g) => (designation(set) === 'B' ? '' : `\x1b${'()*+'[g] ?? ''}${designation(set)}`));
  return text.join('') + (['', '\x0e', '\x1bn', '\x1bo'][glevel] ?? '');
}
