import { describe, expect, test } from 'vitest';
import { Tail } from '../../../../daemon/session/screen/tail.js';

/** What is kept after pieces, of which only the last may end within a sequence. */
function after(...pieces: [string | Buffer, boolean][]): string {
  const tail = new Tail();
  for (const [bytes, between] of pieces) tail.push(Buffer.from(bytes as string), between);
  return tail.bytes.toString('latin1');
}

describe('what has begun is kept', () => {
  test.each<[string, [string | Buffer, boolean][], string]>([
    ['nothing after text', [['text', true]], ''],
    ['a sequence', [['text\x1b[3', false]], '\x1b[3'],
    [
      'over several pieces',
      [
        ['a\x1b]2;ti', false],
        ['tle', false],
      ],
      '\x1b]2;title',
    ],
    [
      'until it ends',
      [
        ['a\x1b]2;ti', false],
        ['tle\x07b', true],
      ],
      '',
    ],
    ['only the latest', [['\x1b[1m\x1b]2;x\x1b', false]], '\x1b'],
    ['one of C1', [[Buffer.from('a\u009b3'), false]], '\xc2\x9b3'],
    ['a character', [[Buffer.from([0x61, 0xe6, 0xbc]), true]], '\xe6\xbc'],
    [
      'a character over several pieces',
      [
        [Buffer.from([0xf0]), true],
        [Buffer.from([0x9f, 0x98]), true],
      ],
      '\xf0\x9f\x98',
    ],
    [
      'until it is whole',
      [
        [Buffer.from([0xe6, 0xbc]), true],
        [Buffer.from([0xa2]), true],
      ],
      '',
    ],
  ])('%s', (_what, pieces, kept) => {
    expect(after(...pieces)).toBe(kept);
  });

  test('whatever the pieces are', () => {
    const bytes = Buffer.from('a\x1b]2;ti\u009b3;4\u009d2;t\u00e9\x1bP1;2|');
    for (let length = 1; length <= bytes.length; length++) {
      const pieces: [Buffer, boolean][] = [];
      for (let at = 0; at < bytes.length; at += length) pieces.push([bytes.subarray(at, at + length), false]);
      expect(after(...pieces)).toBe('\x1bP1;2|');
    }
  });

  test('within a bound', () => {
    expect(after(['\x1b]2;', false], ['x'.repeat(1_000_000), false])).toHaveLength(64 * 1024);
  });
});
