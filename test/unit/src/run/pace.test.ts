import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '../../../../src/run/pace.js';

describe('what a window is given', () => {
  test('is everything, in order, in pieces of at most 128 Ki characters', async () => {
    const pieces: string[] = [];
    const pace = new Pace((text) => pieces.push(text));
    const text = Array.from({ length: 300_000 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
    await pace.write('begin ');
    await pace.write(text);
    expect(pieces.join('')).toBe(`begin ${text}`);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(128 * 1024);
  });

  test('comes at once while it is little', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { maxLength: 20 }), async (texts) => {
        const pieces: string[] = [];
        const pace = new Pace((text) => pieces.push(text));
        for (const text of texts) await pace.write(text);
        expect(pieces.join('')).toBe(texts.join(''));
      }),
    );
  });

  test('is held up once it is much: a flood leaves time to draw', async () => {
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    const pace = new Pace(() => undefined);
    for (let count = 0; count < 8; count += 1) await pace.write('x'.repeat(128 * 1024));
    clearInterval(turn);
    expect(turns).toBeGreaterThanOrEqual(8);
  });
});
