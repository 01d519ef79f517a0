import { Terminal } from '@xterm/headless';
import { expect, test } from 'vitest';
import { makeRoom, screenLeft } from '../../../../daemon/cli/terminal/screenLeft.js';

async function after(text: string): Promise<Terminal> {
  const terminal = new Terminal({ rows: 5, cols: 20, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    terminal.write(text, resolve);
  });
  return terminal;
}

const top = (terminal: Terminal): string =>
  terminal.buffer.active.getLine(terminal.buffer.active.baseY)?.translateToString(true) ?? '';

test('a terminal that a program was left in is usable again', async () => {
  const program = '\u001b[?1049h\u001b[?25l\u001b[?1h\u001b[?1002h\u001b[?1006h\u001b[?2004h\u001b[31;1mvim\u001b(0';
  const left = await after(`$ vim\r\n${program}${screenLeft}q`);
  expect(left.buffer.active.type).toBe('normal');
  expect(left.modes).toMatchObject({
    applicationCursorKeysMode: false,
    bracketedPasteMode: false,
    mouseTrackingMode: 'none',
  });
  const { cursorX, cursorY, baseY } = left.buffer.active;
  const cell = left.buffer.active.getLine(baseY + cursorY)?.getCell(cursorX - 1);
  expect({ text: cell?.getChars(), bold: cell?.isBold(), usual: cell?.isFgDefault() }).toEqual({
    text: 'q',
    bold: 0,
    usual: true,
  });
  expect(top(left)).toBe('$ vim');
});

test('what a terminal shows is moved out of the way, not lost', async () => {
  const terminal = await after(`one\r\ntwo\r\n${makeRoom(5)}`);
  expect(top(terminal)).toBe('');
  expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('one');
});
