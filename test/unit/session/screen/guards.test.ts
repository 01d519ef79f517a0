import { describe, expect, test } from 'vitest';
import { stateOf, terminalOf, write } from '../../../helpers/screen/terminals.js';

describe('no sequence takes long', () => {
  test.each(['b', 'L', 'M', 'S', 'T', '@', 'P', 'X', 'I', 'Z'])('CSI 2147483647 %s', async (final) => {
    const terminal = terminalOf(24, 80);
    const begun = performance.now();
    await write(terminal, `x\x1b[2147483647${final}`.repeat(100));
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

test('a character takes only so many marks, and what comes after them is kept too', async () => {
  const terminal = terminalOf(3, 20);
  await write(terminal, `e${'\u0301'.repeat(1_000_000)}`);
  const { active } = stateOf(terminal) as { active: { rows: string[] } };
  expect(active.rows.join('').length).toBeLessThan(3 * 20 * 20);
  expect(active.rows.join('')).toContain('\u0301'.repeat(16));
});

test('of a link only its text is kept', async () => {
  const terminal = terminalOf(3, 20);
  await write(terminal, `\x1b]8;;http://${'x'.repeat(100_000)}\x07text\x1b]8;;\x07`);
  const cell = terminal.buffer.active.getLine(0)?.getCell(0) as unknown as { extended: { urlId: number } };
  expect(cell.extended.urlId).toBe(0);
});
