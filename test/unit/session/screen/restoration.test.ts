import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Screen } from '../../../../daemon/session/screen/screen.js';
import { tries } from '../../../helpers/full.js';
import { stateOf, terminalOf, write } from '../../../helpers/screen/terminals.js';

const size = { rows: 10, cols: 24 };

/** What a client's terminal shows after it was restored, and what one shows that saw everything. */
async function both(output: string | Uint8Array, then = ''): Promise<{ restored: unknown; seen: unknown }> {
  const screen = await Screen.open(size);
  screen.write(typeof output === 'string' ? Buffer.from(output) : output);
  await screen.settled();
  const restored = terminalOf(size.rows, size.cols);
  await write(restored, screen.restoration({ ...size, history: true }));
  const seen = terminalOf(size.rows, size.cols);
  await write(seen, output);
  for (const terminal of [restored, seen]) await write(terminal, then);
  // Looking at it changes nothing.
  screen.write(Buffer.from(then));
  await screen.settled();
  const again = terminalOf(size.rows, size.cols);
  await write(again, screen.restoration({ ...size, history: true }));
  expect(stateOf(again)).toEqual(stateOf(seen));
  screen.dispose();
  return { restored: stateOf(restored), seen: stateOf(seen) };
}

describe('a screen is restored cell by cell', () => {
  test.each([
    ['text', 'one\r\ntwo'],
    [
      'colours and attributes',
      '\x1b[1;31mred\x1b[0;4:3;58:2::1:2:3mcurly\x1b[38;5;200;48;2;1;2;3mrgb\x1b[97;104mbright\x1b[53;9;2;3;5;8mx',
    ],
    ['what scrolled out', Array.from({ length: 40 }, (_, n) => `line ${String(n)}`).join('\r\n')],
    ['long lines', 'x'.repeat(100) + '\r\n' + 'y'.repeat(500)],
    ['wide characters and marks', '漢字'.repeat(20) + ' e\u0301 \u0301 😀'],
    ['a wide character whose halves were put apart', ' 漢é\x1b[1;3H\x1b[@'],
    ['a line with a background', '\x1b[44mblue\x1b[K\r\nnext\x1b[2J'],
    ['the cursor behind the last column', 'x'.repeat(24)],
    ['a wide character in the last column', 'x'.repeat(22) + '漢'],
    ['the alternate screen and the one behind', 'before\r\n\x1b[33m\x1b[?1049h\x1b[2J\x1b[3;4Hinside\x1b[5;5H'],
    ['the alternate screen of old', 'before\x1b7\r\nmore\x1b[?47h\x1b[3;4Hinside'],
    ['a scroll region with the origin in it', 'a\r\nb\x1b[3;7r\x1b[?6h\x1b[2;2Hx'],
    ['modes', '\x1b[?1h\x1b=\x1b[?2004h\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?7l\x1b[4h\x1b[?25l\x1b[4 q\x1b[20h'],
    ['tab stops', '\x1b[3g\x1b[1;4H\x1bH\x1b[1;9H\x1bH'],
    ['line drawing', '\x1b(0lqk\x1b)A\x0e#'],
    ['a saved cursor', '\x1b[5;5H\x1b[32m\x1b7\x1b[1;1H\x1b[m'],
  ])('%s', async (_what, output) => {
    const { restored, seen } = await both(output);
    expect(restored).toEqual(seen);
  });

  test.each([
    ['in a sequence', 'ab\x1b[3', '1mred'],
    ['in a title', 'ab\x1b]2;ti', 'tle\x07cd'],
    ['in a character', Buffer.from('ab漢').subarray(0, 4), 'z'],
  ])('and output goes on %s', async (_where, output, then) => {
    const { restored, seen } = await both(output, then);
    expect(restored).toEqual(seen);
  });
});

const number = fc.integer({ min: 0, max: 30 });
const csi = fc
  .tuple(fc.array(number, { maxLength: 2 }), fc.constantFrom(...Array.from('ABCDEFGHJKLMPSTX@`abdefgrmsu')))
  .map(([numbers, final]) => `\x1b[${numbers.join(';')}${final}`);
const mode = fc
  .tuple(
    fc.constantFrom(1, 6, 7, 25, 45, 47, 66, 1000, 1002, 1004, 1006, 1047, 1048, 1049, 2004),
    fc.constantFrom('h', 'l'),
  )
  .map(([of, final]) => `\x1b[?${String(of)}${final}`);
const look = fc
  .array(fc.constantFrom(0, 1, 2, 3, 4, 7, 9, 22, 24, 27, 31, 42, 53, 94, 105, '4:3', '38;5;99', '48;2;9;8;7'))
  .map((codes) => `\x1b[${codes.join(';')}m`);
const text = fc.stringMatching(/^[a-z 漢é]{0,30}$/);
const other = fc.constantFrom(
  '\r\n',
  '\n',
  '\r',
  '\b',
  '\t',
  '\x1b7',
  '\x1b8',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  '\x1bH',
  '\x1b(0',
  '\x1b(B',
  '\x0e',
  '\x0f',
  '\x1b)0',
  '\x1b[4h',
  '\x1b[4l',
  '\x1b[!p',
  '\x1bc',
);
const output = fc
  .array(fc.oneof({ weight: 4, arbitrary: text }, csi, mode, look, other), { maxLength: 60 })
  .map((parts) => parts.join(''));

test('whatever a program writes', async () => {
  await fc.assert(
    fc.asyncProperty(output, async (written) => {
      const { restored, seen } = await both(written);
      expect(restored).toEqual(seen);
    }),
    tries(),
  );
});
