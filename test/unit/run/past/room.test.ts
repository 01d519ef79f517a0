import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sizeOf, tooMuch } from '../../../../daemon/run/past/room.js';
import { scratch } from '../../../helpers/scratch.js';

const run = (id: string, size: number, waiting = false) => ({ id, size, waiting });
const dropped = (runs: Parameters<typeof tooMuch>[0], most: number) =>
  (tooMuch(runs, most) as ReturnType<typeof run>[]).map(({ id }) => id);

describe('what is kept of runs', () => {
  test('stays while there is room', () => {
    expect(dropped([], 0)).toEqual([]);
    expect(dropped([run('a', 3), run('b', 4)], 7)).toEqual([]);
  });

  test('goes oldest first, and only as much as must', () => {
    expect(dropped([run('a', 3), run('b', 4), run('c', 5)], 9)).toEqual(['a']);
    expect(dropped([run('a', 3), run('b', 4), run('c', 5)], 8)).toEqual(['a', 'b']);
    expect(dropped([run('a', 3), run('b', 0), run('c', 5)], 0)).toEqual(['a', 'c']);
  });

  test('goes last where somebody has yet to settle it', () => {
    expect(dropped([run('a', 3, true), run('b', 4), run('c', 5)], 8)).toEqual(['b']);
    expect(dropped([run('a', 3, true), run('b', 4), run('c', 5)], 2)).toEqual(['b', 'c', 'a']);
  });
});

describe('what a directory takes', () => {
  test('is what its files take on the disk, however deep, and not what links lead to', async () => {
    const directory = scratch();
    expect(await sizeOf(directory)).toBe(0);
    mkdirSync(`${directory}/a/b`, { recursive: true });
    writeFileSync(`${directory}/a/b/file`, Buffer.alloc(100_000, 'x'));
    symlinkSync('/usr', `${directory}/a/usr`);
    const size = await sizeOf(directory);
    expect(size).toBeGreaterThanOrEqual(100_000);
    expect(size).toBeLessThan(200_000);
  });

  test('is nothing where there is none', async () => {
    expect(await sizeOf(`${scratch()}/none`)).toBe(0);
  });
});
