import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainText } from '../../../../src/run/plainText.js';
import { tries } from '../../../helpers/full.js';

const plainly = (...pieces: string[]): string => {
  const plain = new PlainText();
  return pieces.map((piece) => plain.of(piece)).join('');
};

test('colours and other control sequences are left out, and lines end as in a file', () => {
  expect(plainly('\u001b[31mred\u001b[0m\r\nnext\u001b[2K\r\n')).toBe('red\nnext\n');
});

test('a sequence that comes in two pieces is left out too', () => {
  expect(plainly('a\u001b', '[3', '1mb')).toBe('ab');
  expect(plainly('line\r', '\nnext')).toBe('line\nnext');
});

test.each([
  ['a title', '\u001b]0;my title\u0007x', 'x'],
  ['a title that ends with ST', '\u001b]0;my title\u001b\\x', 'x'],
  ['a link', '\u001b]8;;http://a.b/c\u0007text\u001b]8;;\u0007', 'text'],
  ['a device control string', '\u001bP1$qm\u001b\\x', 'x'],
  ['a private sequence', '\u001b[>4;2m\u001b[?25lx', 'x'],
  ['a character set', '\u001b(Bx', 'x'],
  ['sequences of one character', '\u009b31mx\u009d0;title\u009cy', 'xy'],
  ['bells, backspaces and NULs', 'a\u0007b\u0008c\u0000d\u007f', 'abcd'],
  ['tabs and every script', 'a\tä中\u{1f600}', 'a\tä中\u{1f600}'],
  ['a bar that is drawn over itself', '10%\r20%\r\n', '10%\r20%\n'],
])('of %s only the text stays, wherever it is cut', (_what, written, expected) => {
  expect(plainly(written)).toBe(expected);
  for (let cut = 1; cut < written.length; cut += 1) {
    // A surrogate pair comes whole: pieces are decoded as UTF-8.
    if (/[\ud800-\udbff]$/.test(written.slice(0, cut))) continue;
    expect(plainly(written.slice(0, cut), written.slice(cut))).toBe(expected);
  }
});

test('a sequence that never ends hides its line and no more', () => {
  expect(plainly('\u001b]0;for ever\nnext\n', '\u001b[1;\nlast')).toBe('\nnext\n\nlast');
});

test('however it is cut, the text is the same', () => {
  const whole = 'one \u001b[1;31mtwo\u001b[0m\r\nthree \u001b[38;5;196mfour\u001b[m\r\n';
  fc.assert(
    fc.property(fc.array(fc.nat(whole.length)), (places) => {
      const cuts = [0, ...places.sort((one, other) => one - other), whole.length];
      const pieces = cuts.slice(1).map((end, index) => whole.slice(cuts[index], end));
      expect(plainly(...pieces)).toBe('one two\nthree four\n');
    }),
    tries(200),
  );
});
