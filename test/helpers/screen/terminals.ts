import xterm, { type Terminal } from '@xterm/headless';
import { guard } from '../../../daemon/session/screen/guards.js';
import { insidesOf, newCell, type Buffer as ScreenBuffer } from '../../../daemon/session/screen/insides.js';
import { sgr } from '../../../daemon/session/screen/attributes.js';

/** A terminal as a client has it. */
export function terminalOf(rows: number, cols: number): Terminal {
  const terminal = new xterm.Terminal({ rows, cols, scrollback: 2000, allowProposedApi: true, logLevel: 'off' });
  guard(terminal);
  return terminal;
}

/** Writes, and waits until it is shown. */
export async function write(terminal: Terminal, bytes: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    terminal.write(bytes, resolve);
  });
}

/** Every row of a screen, each cell with its look; the last is the bottom one. */
function rowsOf(terminal: Terminal, buffer: ScreenBuffer, from: number, rows: number): string[] {
  const [cell, next] = [newCell(terminal), newCell(terminal)];
  return Array.from({ length: rows }, (_, y) => {
    const line = buffer.lines.get(from + y);
    if (line === undefined) return 'none';
    // There is nothing before the first line that it could continue.
    let text = line.isWrapped && from + y > 0 ? '↪' : '';
    let look = '';
    let wide = false;
    for (let x = 0; x < line.length; x++) {
      line.loadCell(x, cell);
      const now = sgr(cell);
      if (now !== look) text += (look = now).replace('\x1b[', '<').replace(/m$/, '>');
      // A cell that was never printed to looks as a space does.
      const broken = cell.getWidth() === 2 && line.loadCell(x + 1, next).getWidth() > 0;
      // So does the second half of a wide character that another cell was put before.
      const half = cell.getWidth() === 0 && wide;
      wide = cell.getWidth() === 2;
      text += half ? '' : cell.getChars() === '' || broken ? ' ' : cell.getChars();
    }
    return text.replace(/(<>)? *$/, '');
  });
}

/** Everything that a terminal shows or keeps for later, to be compared. */
export function stateOf(terminal: Terminal, history = true): Record<string, unknown> {
  const {
    buffers,
    coreService,
    coreMouseService,
    _charsetService: charsets,
    _inputHandler: handler,
  } = insidesOf(terminal);
  const { active, normal } = buffers;
  const screen = (buffer: ScreenBuffer) => ({
    rows: rowsOf(terminal, buffer, buffer.ybase, terminal.rows),
    cursor: { x: buffer.x, y: buffer.y },
    saved: { x: buffer.savedX, y: Math.max(buffer.savedY - buffer.ybase, 0), look: sgr(buffer.savedCurAttrData) },
    region: [buffer.scrollTop, buffer.scrollBottom],
    tabs: Object.keys(buffer.tabs).filter((x) => Number(x) < terminal.cols && buffer.tabs[Number(x)] === true),
  });
  return {
    type: terminal.buffer.active.type,
    active: screen(active),
    behind: active === normal ? null : screen(normal),
    history: history ? rowsOf(terminal, normal, 0, normal.ybase) : null,
    look: sgr(handler._curAttrData),
    modes: { ...terminal.modes, synchronizedOutputMode: false },
    cursorHidden: coreService.isCursorHidden,
    cursorStyle: [coreService.decPrivateModes.cursorStyle, coreService.decPrivateModes.cursorBlink],
    mouse: [coreMouseService.activeProtocol, coreMouseService.activeEncoding],
    charset: charsets.charset,
    level: charsets.glevel,
    newlines: terminal.options.convertEol,
  };
}
