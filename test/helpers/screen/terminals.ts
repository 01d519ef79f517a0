import xterm, { type Terminal } from '@xterm/headless';
import { guard } from '../../../daemon/session/screen/guards.js';
import { insidesOf, type Buffer as ScreenBuffer } from '../../../daemon/session/screen/insides.js';
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
function rowsOf(buffer: ScreenBuffer, from: number, rows: number): string[] {
  const cell = buffer.getNullCell();
  return Array.from({ length: rows }, (_, y) => {
    const line = buffer.lines.get(from + y);
    if (line === undefined) return 'none';
    let text = line.isWrapped ? '↪' : '';
    let look = '';
    for (let x = 0; x < line.length; x++) {
      line.loadCell(x, cell);
      const now = sgr(cell);
      if (now !== look) text += (look = now).replace('\x1b[', '<').replace(/m$/, '>');
      // A cell that was never printed to looks as a space does.
      text += cell.getWidth() === 0 ? '' : cell.getChars() === '' ? ' ' : cell.getChars();
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
    rows: rowsOf(buffer, buffer.ybase, terminal.rows),
    cursor: { x: buffer.x, y: buffer.y },
    saved: { x: buffer.savedX, y: Math.max(buffer.savedY - buffer.ybase, 0), look: sgr(buffer.savedCurAttrData) },
    region: [buffer.scrollTop, buffer.scrollBottom],
    tabs: Object.keys(buffer.tabs).filter((x) => Number(x) < terminal.cols && buffer.tabs[Number(x)] === true),
  });
  return {
    type: terminal.buffer.active.type,
    active: screen(active),
    behind: active === normal ? null : screen(normal),
    history: history ? rowsOf(normal, 0, normal.ybase) : null,
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
