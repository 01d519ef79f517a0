import type { Terminal } from '@xterm/headless';
import { copyOf, isBackgroundOnly, plain, sameLook, sgr } from './attributes.js';
import { newCell, type Attributes, type Buffer, type Cell, type Line } from './insides.js';

/** Which rows to print, and whether a viewer wraps long lines where this terminal does. */
export interface Rows {
  /** The first, and the one after the last; they count from the oldest line that is kept. */
  readonly from: number;
  readonly to: number;
  readonly cols: number;
  readonly wrap: boolean;
}

/** The rows as they are printed into an empty terminal, from the beginning of a line on; the attributes are left as they come. */
export function printRows(terminal: Terminal, buffer: Buffer, rows: Rows): string {
  const printer = new RowPrinter(terminal, buffer, rows);
  for (let y = rows.from; y < rows.to; y++) printer.row(y);
  return printer.text;
}

/** The character of a cell with its look. */
export function printCell(cell: Cell): string {
  return sgr(cell) + (cell.getChars() === '' ? ' ' : cell.getChars());
}

class RowPrinter {
  text = '';
  private look: Attributes = plain;
  private blanks = 0;
  private blankLook: Attributes = plain;
  private readonly cell: Cell;
  private readonly next: Cell;

  constructor(
    terminal: Terminal,
    private readonly buffer: Buffer,
    private readonly rows: Rows,
  ) {
    [this.cell, this.next] = [newCell(terminal), newCell(terminal)];
  }

  row(y: number): void {
    const line = this.buffer.lines.get(y);
    if (line === undefined) return;
    const next = y + 1 < this.rows.to ? this.buffer.lines.get(y + 1) : undefined;
    const wraps = this.rows.wrap && next?.isWrapped === true;
    const continues = this.rows.wrap && line.isWrapped && y > this.rows.from;
    const end = wraps ? this.rows.cols : Math.max(this.end(line), continues ? 1 : 0);
    this.cells(line, end, continues, wraps);
    if (next === undefined || wraps) return;
    // A new line takes the background that is set.
    this.setLook(plain);
    this.text += '\r\n';
  }

  private cells(line: Line, end: number, continues: boolean, wraps: boolean): void {
    this.blanks = 0;
    let wide = false;
    for (let x = 0; x < end; x++) {
      const cell = line.loadCell(x, this.cell);
      const half = wide && cell.getWidth() === 0 && cell.getChars() === '';
      wide = cell.getWidth() === 2;
      if (half) continue;
      // A program can leave one half of a wide character, which does not fit in its place.
      const chars = wide && line.loadCell(x + 1, this.next).getWidth() > 0 ? ' ' : cell.getChars();
      // Only a character that is printed goes on to the next row.
      if (chars === '' && !(continues && x === 0)) this.blank(cell);
      else this.print(cell, chars === '' ? ' ' : chars);
    }
    this.flush(wraps);
  }

  private print(cell: Cell, chars: string): void {
    this.flush(false);
    // A mark would join the character before it; a sequence between them keeps them apart.
    if (!sameLook(this.look, cell) || isMark(chars)) this.setLook(cell, true);
    this.text += chars;
  }

  private blank(cell: Cell): void {
    if (this.blanks > 0 && !sameLook(this.blankLook, cell)) this.flush(false);
    if (this.blanks === 0) this.blankLook = copyOf(cell);
    this.blanks += 1;
  }

  /** @param filled whether the row must end in characters, for the next one to be its continuation */
  private flush(filled: boolean): void {
    if (this.blanks === 0) return;
    const count = String(this.blanks);
    if (filled || !isBackgroundOnly(this.blankLook)) {
      this.setLook(this.blankLook);
      this.text += ' '.repeat(this.blanks);
    } else if (this.blankLook.bg === 0) {
      this.text += `\x1b[${count}C`;
    } else {
      this.setLook(this.blankLook);
      this.text += `\x1b[${count}X\x1b[${count}C`;
    }
    this.blanks = 0;
  }

  private setLook(look: Attributes, always = false): void {
    if (!always && sameLook(this.look, look)) return;
    this.look = copyOf(look);
    this.text += sgr(look);
  }

  /** The column after the last cell that is not as in an empty line. */
  private end(line: Line): number {
    for (let x = Math.min(line.length, this.rows.cols); x > 0; x--) {
      const cell = line.loadCell(x - 1, this.cell);
      if (cell.getChars() !== '' || cell.fg !== 0 || cell.bg !== 0 || cell.getWidth() === 0) return x;
    }
    return 0;
  }
}

function isMark(chars: string): boolean {
  return /^[\p{M}\p{Cf}]/u.test(chars);
}
