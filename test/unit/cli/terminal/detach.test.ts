import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DetachWatcher } from '../../../../daemon/cli/terminal/detach.js';
import { tries } from '../../../helpers/full.js';

const [p, q] = [0x10, 0x11];

/** What comes of keys that are typed one after the other. */
function typed(keys: readonly number[], ...chunks: number[][]): { passed: number[]; detached: boolean } {
  const watcher = new DetachWatcher(keys);
  const passed: number[] = [];
  for (const chunk of chunks) {
    const one = watcher.take(Uint8Array.from(chunk));
    passed.push(...one.passed);
    if (one.detached) return { passed, detached: true };
  }
  return { passed, detached: false };
}

describe('the keys that leave a terminal', () => {
  test.each<[string, number[][], number[], boolean]>([
    ['are kept from the program', [[p, q]], [], true],
    ['may be typed one by one', [[97], [p], [q]], [97], true],
    ['drop what came after them at once', [[97, p, q, 98]], [97], true],
    ['are the program’s when another key follows', [[p, 97]], [p, 97], false],
    ['are the program’s when another key follows later', [[p], [97]], [p, 97], false],
    ['begin again with each first key', [[p, p, q]], [p], true],
    ['are the program’s alone', [[q, q]], [q, q], false],
    ['are held until the next key', [[p]], [], false],
  ])('%s', (_title, chunks, passed, detached) => {
    expect(typed([p, q], ...chunks)).toEqual({ passed, detached });
  });

  test('are found within what looked like their beginning', () => {
    expect(typed([1, 1, 2], [1, 1, 1, 2])).toEqual({ passed: [1], detached: true });
    expect(typed([1, 2, 1, 3], [1, 2, 1, 2, 1, 3])).toEqual({ passed: [1, 2], detached: true });
  });

  test('may be one', () => {
    expect(typed([p], [97, p])).toEqual({ passed: [97], detached: true });
  });

  test('are found wherever they are first, however the keys arrive', () => {
    const key = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 4 }),
        fc.array(fc.array(key, { maxLength: 5 }), { maxLength: 10 }),
        (keys, chunks) => {
          const all = chunks.flat();
          const at = all.findIndex((_, index) => keys.every((one, offset) => all[index + offset] === one));
          const result = typed(keys, ...chunks);
          expect(result.detached).toBe(at >= 0);
          if (at >= 0) expect(result.passed).toEqual(all.slice(0, at));
          // What may become the keys is held back at the end.
          else expect(all.slice(0, result.passed.length)).toEqual(result.passed);
          if (at < 0) expect(all.length - result.passed.length).toBeLessThan(keys.length);
        },
      ),
      tries(),
    );
  });
});
