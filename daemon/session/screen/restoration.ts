import type { Terminal } from '@xterm/headless';
import type { TerminalSize } from '../../protocol/sandbox/session.js';
import { sgr } from './attributes.js';
import { insidesOf, newCell, type Buffer } from './insides.js';
import { blankScreen, charsets, modes } from './modes.js';
import { printCell, printRows } from './rows.js';
import type { Xterm } from './xterm.js';

/** What scrolled out is restored up to so many bytes, as UTF-16. */
const mostHistory = 4 * 1024 * 1024;

/** For whom a screen is restored. */
export interface Viewer extends TerminalSize {
  /** Whether it is given the lines that scrolled out too. */
  readonly history: boolean;
}

/** What brings a viewer's terminal, which is at least as large, to where this one is. */
export function restoration(terminal: Terminal, { designation }: Pick<Xterm, 'designation'>, viewer: Viewer): string {
  const { buffers, _inputHandler: handler } = insidesOf(terminal);
  const writer = new Restorer(terminal, viewer, designation);
  const { active, normal } = buffers;
  return [
    blankScreen,
    writer.contents(normal, viewer.history),
    active === normal ? '' : writer.enterAlternate(normal) + writer.contents(active, false),
    writer.surroundings(active),
    writer.cursor(active, terminal.modes.originMode),
    sgr(handler._curAttrData),
    charsets(terminal, designation),
    modes(terminal),
  ].join('');
}

class Restorer {
  private readonly wrap: boolean;

  constructor(
    private readonly terminal: Terminal,
    private readonly viewer: Viewer,
    private readonly designation: Xterm['designation'],
  ) {
    this.wrap = viewer.cols === terminal.cols;
  }

  /** The text of a screen, printed into an empty one whose cursor is at the top. */
  contents(buffer: Buffer, history: boolean): string {
    const { rows, cols } = this.terminal;
    const print = (lines: number): string =>
      printRows(this.terminal, buffer, { from: buffer.ybase - lines, to: buffer.ybase + rows, cols, wrap: this.wrap });
    let lines = history ? buffer.ybase : 0;
    let text = print(lines);
    while (text.length > mostHistory && lines > 0) {
      lines = Math.floor(lines / 2);
      text = print(lines);
    }
    // A higher viewer scrolls later.
    const more = lines > 0 ? '\r\n'.repeat(this.viewer.rows - rows) : '';
    return `${text}\x1b[m${more}`;
  }

  /** From the normal screen, left as it is, to an empty alternate one. */
  enterAlternate(normal: Buffer): string {
    const saved = this.saved(normal);
    const here = { x: normal.x, y: normal.y };
    const where = savedPlace(normal);
    const asSaved = here.x === where.x && here.y === where.y;
    return [
      this.tabs(normal),
      this.region(normal),
      asSaved ? saved : `${saved}\x1b7${this.place(normal, here, 0)}`,
      `\x1b[?${asSaved ? '1049' : '1047'}h\x1b(B\x1b[m\x1b[r\x1b[H\x1b[2J`,
    ].join('');
  }

  /** Tab stops, the saved cursor and the scroll region of the screen that is shown. */
  surroundings(buffer: Buffer): string {
    return `${this.tabs(buffer)}${this.saved(buffer)}\x1b7\x1b(B\x1b[m${this.region(buffer)}`;
  }

  /** The cursor where it is, with the origin mode that counts its rows. */
  cursor(buffer: Buffer, origin: boolean): string {
    const at = { x: buffer.x, y: buffer.y };
    return origin ? `\x1b[?6h${this.place(buffer, at, buffer.scrollTop)}` : this.place(buffer, at, 0);
  }

  private saved(buffer: Buffer): string {
    const at = this.place(buffer, savedPlace(buffer), 0);
    return `${at}${sgr(buffer.savedCurAttrData)}\x1b(${this.designation(buffer.savedCharset)}`;
  }

  private tabs(buffer: Buffer): string {
    const { cols } = this.terminal;
    const stops = Array.from({ length: cols }, (_, x) => x).filter((x) => buffer.tabs[x] === true);
    const usual = Math.ceil(cols / 8);
    if (stops.length === usual && stops.every((x) => x % 8 === 0)) return '';
    return `\x1b[3g${stops.map((x) => `\x1b[1;${String(x + 1)}H\x1bH`).join('')}`;
  }

  private region({ scrollTop, scrollBottom }: Buffer): string {
    const whole = scrollTop === 0 && scrollBottom === this.viewer.rows - 1;
    return whole ? '' : `\x1b[${String(scrollTop + 1)};${String(scrollBottom + 1)}r`;
  }

  /** @param top the row that counts as the first */
  private place(buffer: Buffer, { x, y }: { x: number; y: number }, top: number): string {
    const to = (column: number): string => `\x1b[${String(y - top + 1)};${String(column + 1)}H`;
    const { cols } = this.terminal;
    if (x < cols || !this.wrap) return to(x);
    // The cursor stands behind the last column only where a character has just been printed there.
    const cell = newCell(this.terminal);
    const line = buffer.lines.get(buffer.ybase + y);
    const wide = line?.loadCell(cols - 1, cell).getWidth() === 0 && cell.getChars() === '';
    line?.loadCell(wide ? cols - 2 : cols - 1, cell);
    return to(wide ? cols - 2 : cols - 1) + printCell(cell);
  }
}

function savedPlace(buffer: Buffer): { x: number; y: number } {
  return { x: buffer.savedX, y: Math.max(buffer.savedY - buffer.ybase, 0) };
}
