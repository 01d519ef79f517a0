import { describe, expect, test } from 'vitest';
import { outputExcerpt } from '../../../daemon/protocol/record/details.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { Excerpt } from '../../../daemon/run/excerpt.js';

/** What is kept of a text that comes in pieces of that many bytes, with parts of eight bytes. */
function kept(text: string, piece: number, size = 8): Excerpt['kept'] {
  const excerpt = new Excerpt(size);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += piece) excerpt.add(bytes.subarray(at, at + piece));
  return excerpt.kept;
}

describe('what is kept of an output', () => {
  test.each([1, 3, 8, 100])('is its first and its last part, in whatever pieces it comes (%i bytes)', (piece) => {
    expect(kept('', piece)).toEqual({ head: '', tail: '', omitted: 0 });
    expect(kept('short', piece)).toEqual({ head: 'short', tail: '', omitted: 0 });
    expect(kept('01234567', piece)).toEqual({ head: '01234567', tail: '', omitted: 0 });
    expect(kept('0123456789', piece)).toEqual({ head: '01234567', tail: '89', omitted: 0 });
    expect(kept('0123456789abcdef', piece)).toEqual({ head: '01234567', tail: '89abcdef', omitted: 0 });
    expect(kept('0123456789abcdefghi', piece)).toEqual({ head: '01234567', tail: 'bcdefghi', omitted: 3 });
  });

  test('has no letter of which a part is missing', () => {
    expect(kept('1234567\u00fcx', 3)).toEqual({ head: '1234567', tail: '\u00fcx', omitted: 0 });
    const cut = kept(`123456\u20ac${'-'.repeat(20)}\u20ac-------`, 5);
    expect(cut).toEqual({ head: '123456', tail: '-------', omitted: 26 });
  });

  test('is any bytes as text, within what a record takes', () => {
    for (const byte of [0x80, 0xff, 0xf0, 0]) {
      const excerpt = new Excerpt();
      for (let count = 0; count < 5; count += 1) excerpt.add(Buffer.alloc(limits.keptPart / 2 + 1, byte));
      expect(outputExcerpt.safeParse(excerpt.kept).success, String(byte)).toBe(true);
    }
  });
});
