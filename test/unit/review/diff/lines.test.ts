import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf, linesOf } from '../../../../daemon/review/diff/lines.js';
import { bytes } from '../../../helpers/review/texts.js';
import { tries } from '../../../helpers/full.js';

test.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a\n']],
  ['a\nb', ['a\n', 'b']],
  ['\n\n', ['\n', '\n']],
  ['a\r\nb\rc\r\n', ['a\r\n', 'b\rc\r\n']],
  ['\xff\0\n', ['\xff\0\n']],
])('%j has the lines %j', (text, lines) => {
  expect(linesOf(bytes(text))).toEqual(lines);
});

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 20 }), (content) => {
      const given = Buffer.from(content);
      expect(bytesOf(linesOf(given)).equals(given)).toBe(true);
    }),
    tries(),
  );
});
