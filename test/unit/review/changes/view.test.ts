import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import { TooManyChanges, viewOf } from '../../../../daemon/review/changes/view.js';
import { baseOf, directories, files, type Given } from '../../../helpers/review/base.js';
import { directory, file, link, pipe, removed } from '../../../helpers/review/lines.js';

const folder = [...directories('d', 'd/e'), ...files('d/e/deep', 'd/x'), ...directories('o'), ...files('o/y', 'z')];

/** What is seen, as `path` or `path < path of the snapshot`, and what is gone. */
async function seen(
  lines: ChangedLine[],
  given: readonly Given[] = folder,
): Promise<{ seen: string[]; gone: string[] }> {
  const view = viewOf(lines, await baseOf(given));
  const shown = [...view.seen.values()].map(({ path, base }) => (base === null ? path : `${path} < ${base}`));
  return { seen: shown.sort(), gone: [...view.gone].sort() };
}

describe('above a snapshot', () => {
  test('nothing is seen where nothing was done', async () => {
    expect(await seen([])).toEqual({ seen: [], gone: [] });
  });

  test('what is made is seen, and what was beneath it is gone', async () => {
    expect(await seen([file('new'), file('z'), link('d/e', 'x'), pipe('p'), directory('d')])).toEqual({
      seen: ['d < d', 'd/e', 'new', 'p', 'z'],
      gone: ['d/e/deep'],
    });
  });

  test('what is removed is gone with all that was below it', async () => {
    expect(await seen([removed('d')])).toEqual({ seen: [], gone: ['d', 'd/e', 'd/e/deep', 'd/x'] });
    expect(await seen([directory('d'), removed('d/x')])).toEqual({ seen: ['d < d'], gone: ['d/x'] });
  });

  test('a directory in which something was done lets the rest show through', async () => {
    expect(await seen([directory('d'), file('d/new')])).toEqual({ seen: ['d < d', 'd/new'], gone: [] });
  });

  test('an opaque one hides what was there', async () => {
    expect(await seen([directory('d', { opaque: true }), file('d/x')])).toEqual({
      seen: ['d', 'd/x'],
      gone: ['d/e', 'd/e/deep'],
    });
  });

  test('a directory in the place of a file has nothing beneath it', async () => {
    expect(await seen([directory('z'), file('z/a')])).toEqual({ seen: ['z', 'z/a'], gone: [] });
  });

  test('a file in the place of a directory takes all that was below it', async () => {
    expect(await seen([file('d')])).toEqual({ seen: ['d'], gone: ['d/e', 'd/e/deep', 'd/x'] });
  });

  test('metadata alone is new where a file keeps its content', async () => {
    expect(await seen([file('z', { keptContent: true })])).toEqual({ seen: ['z < z'], gone: [] });
    expect(await seen([file('new', { keptContent: true, movedFrom: 'z' }), removed('z')])).toEqual({
      seen: ['new < z'],
      gone: ['z'],
    });
    expect(await seen([file('z', { keptContent: true, movedFrom: '/nothing' })])).toEqual({ seen: ['z'], gone: [] });
  });
});

describe('a directory that was moved', () => {
  test('has with it all that is in it', async () => {
    expect(await seen([removed('d'), directory('m', { movedFrom: 'd' })])).toEqual({
      seen: ['m < d', 'm/e < d/e', 'm/e/deep < d/e/deep', 'm/x < d/x'],
      gone: ['d', 'd/e', 'd/e/deep', 'd/x'],
    });
  });

  test('into another is named from the top', async () => {
    const lines = [directory('d'), removed('d/e'), directory('o'), directory('o/e', { movedFrom: '/d/e' })];
    expect(await seen(lines)).toEqual({
      seen: ['d < d', 'o < o', 'o/e < d/e', 'o/e/deep < d/e/deep'],
      gone: ['d/e', 'd/e/deep'],
    });
  });

  test('and changed has what was changed, and the rest from where it was', async () => {
    const lines = [removed('d'), directory('m', { movedFrom: 'd' }), removed('m/x'), directory('m/e'), file('m/e/new')];
    expect(await seen(lines)).toEqual({
      seen: ['m < d', 'm/e < d/e', 'm/e/deep < d/e/deep', 'm/e/new'],
      gone: ['d', 'd/e', 'd/e/deep', 'd/x', 'm/x'],
    });
  });

  test('twice is where it is last, with what was moved within it', async () => {
    const lines = [
      removed('d'),
      directory('m', { movedFrom: 'd' }),
      removed('m/e'),
      directory('m/f', { movedFrom: 'e' }),
    ];
    expect((await seen(lines)).seen).toEqual(['m < d', 'm/f < d/e', 'm/f/deep < d/e/deep', 'm/x < d/x']);
  });

  test('over another takes what was in that', async () => {
    const lines = [removed('d'), directory('o', { movedFrom: 'd' })];
    expect(await seen(lines)).toEqual({
      seen: ['o < d', 'o/e < d/e', 'o/e/deep < d/e/deep', 'o/x < d/x'],
      gone: ['d', 'd/e', 'd/e/deep', 'd/x', 'o/y'],
    });
  });

  test('and whose place was taken by a new one', async () => {
    const lines = [directory('d', { opaque: true }), file('d/x'), directory('m', { movedFrom: 'd' })];
    expect(await seen(lines)).toEqual({
      seen: ['d', 'd/x', 'm < d', 'm/e < d/e', 'm/e/deep < d/e/deep', 'm/x < d/x'],
      gone: ['d/e', 'd/e/deep'],
    });
  });

  test('back to its path within one that was exchanged has there what it had', async () => {
    const lines = [
      directory('d', { movedFrom: 'o' }),
      directory('d/e', { movedFrom: '/d/e' }),
      directory('o', { movedFrom: 'd' }),
      removed('o/e'),
    ];
    expect(await seen(lines)).toEqual({
      seen: ['d < o', 'd/e < d/e', 'd/y < o/y', 'o < d', 'o/x < d/x'],
      gone: ['d/x', 'o/e', 'o/y'],
    });
  });
});

describe('lines of a guest that lies', () => {
  test.each([
    ['a file that was never there', directory('m', { movedFrom: '/z' })],
    ['nothing', directory('m', { movedFrom: 'nothing' })],
    ['the folder above', directory('m', { movedFrom: '/../etc' })],
  ])('show nothing through a directory that came from %s', async (_what, line) => {
    expect(await seen([line])).toEqual({ seen: ['m'], gone: [] });
  });

  test('count for nothing below what is no directory of theirs', async () => {
    expect(await seen([file('z'), file('z/below'), file('none/below')])).toEqual({ seen: ['z'], gone: [] });
  });

  test('make no more of a snapshot than is allowed', async () => {
    const base = await baseOf(folder);
    const lines = Array.from({ length: 10 }, (_, index) => directory(`m${String(index)}`, { movedFrom: '/d' }));
    expect(() => viewOf(lines, base, 39)).toThrow(TooManyChanges);
    expect(viewOf(lines, base, 40).seen.size).toBe(40);
  });

  test('may move the whole folder into itself', async () => {
    const base = await baseOf(folder);
    for (const movedFrom of ['/', ''])
      expect(viewOf([directory('m', { movedFrom })], base, 1000).seen.size).toBe(1 + folder.length);
  });
});
