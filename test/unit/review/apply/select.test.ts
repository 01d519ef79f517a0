import { describe, expect, test } from 'vitest';
import { select, type Selection } from '../../../../daemon/review/apply/select.js';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { expectFailure } from '../../../helpers/failures.js';
import { baseOf, directories, files, type Given } from '../../../helpers/review/base.js';
import { directory, file, pipe, removed } from '../../../helpers/review/lines.js';
import { changesAbove } from '../../../helpers/review/looked.js';

const folder: readonly Given[] = [
  ...directories('d', 'old'),
  ...files('d/a', 'd/b', 'old/x', 'old/y', 'package.json', 'z'),
  { path: '.env', content: 'hidden' },
];
const lines = [
  ...[directory('d'), file('d/a'), removed('d/b')],
  ...[directory('new'), directory('new/deep'), file('new/deep/f'), file('new/g')],
  ...[removed('old'), directory('moved', { movedFrom: 'old' })],
  ...[file('package.json'), file('.env'), pipe('pipe'), file('ab')],
];

/** What is chosen, held and refused of those changes. */
async function selected(wanted: string[] | null, from = lines): Promise<Record<keyof Selection, string[]>> {
  const base = await baseOf(folder);
  const { chosen, held, refused } = select(changesAbove(base, from), wanted?.map(rawPath) ?? null, base);
  const paths = (changes: readonly Change[]): string[] => changes.map(({ path }) => path);
  return { chosen: paths(chosen), held: paths(held), refused: paths(refused) };
}

describe('of the changes', () => {
  test('all are chosen when none is named, but those that need their name and those that are never applied', async () => {
    expect(await selected(null)).toEqual({
      chosen: ['ab', 'd/a', 'd/b', 'moved', 'moved/x', 'moved/y', 'new', 'new/deep', 'new/deep/f', 'new/g'],
      held: ['package.json'],
      refused: ['.env', 'pipe'],
    });
  });

  test('those are chosen that are named, and what is beneath them', async () => {
    expect(await selected(['d'])).toEqual({ chosen: ['d/a', 'd/b'], held: [], refused: [] });
    expect(await selected(['d/a', 'ab'])).toMatchObject({ chosen: ['ab', 'd/a'] });
    expect(await selected([])).toEqual({ chosen: [], held: [], refused: [] });
  });

  test('those are chosen alone that are named exactly, which approves them', async () => {
    const base = await baseOf(folder);
    const exact = (...paths: string[]) =>
      select(changesAbove(base, lines), [], base, { exact: new Set(paths.map(rawPath)) });
    expect(exact('package.json', 'new/g').chosen.map(({ path }) => path)).toEqual(['new', 'new/g', 'package.json']);
    expect(exact('.env').refused.map(({ path }) => path)).toEqual(['.env']);
    await expectFailure('unknown_change', () => exact('new/none'));
  });

  test('what git ignores can be left out, but for what the rest needs above it; a path that holds nothing else is known', async () => {
    const base = await baseOf(folder);
    const all = changesAbove(base, lines).map((change) =>
      change.path === 'ab' || change.path === 'new' ? { ...change, ignored: change.path } : change,
    );
    const without = (wanted: string[] | null) =>
      select(all, wanted?.map(rawPath) ?? null, base, { withoutIgnored: true }).chosen.map(({ path }) => path);
    expect(without(null)).not.toContain('ab');
    expect(without(['new/g'])).toEqual(['new', 'new/g']);
    expect(without(['ab'])).toEqual([]);
  });

  test('one that needs its name is approved by it, and by no directory above', async () => {
    expect(await selected(['package.json'])).toEqual({ chosen: ['package.json'], held: [], refused: [] });
    const within = [...lines, file('new/package.json')];
    expect(await selected(['new'], within)).toMatchObject({ held: ['new/package.json'] });
    expect(await selected(['new', 'new/package.json'], within)).toMatchObject({ held: [] });
  });

  test('one that is never applied is not, whoever names it', async () => {
    expect(await selected(['.env', 'pipe'])).toEqual({ chosen: [], held: [], refused: ['.env', 'pipe'] });
  });

  test('one in a directory that came from where nothing is applied makes that directory, and takes none away', async () => {
    const base = await baseOf([...directories('.git', '.git/refs', '.git/refs/heads')]);
    const changes = changesAbove(base, [
      ...[directory('.git'), removed('.git/refs'), directory('mine', { movedFrom: '/.git/refs' })],
      ...[file('mine/new'), directory('mine/heads'), file('mine/heads/new')],
    ]);
    const { chosen } = select(changes, null, base);
    expect(chosen.map(({ path, from }) => [path, from])).toEqual([
      ['mine', null],
      ['mine/heads', null],
      ['mine/heads/new', null],
      ['mine/new', null],
    ]);
  });

  test('one in a new directory brings the directory along, and nothing else that is in it', async () => {
    expect(await selected(['new/deep/f'])).toMatchObject({ chosen: ['new', 'new/deep', 'new/deep/f'] });
  });

  test('one in a directory that was moved brings that along', async () => {
    expect(await selected(['moved/x'])).toMatchObject({ chosen: ['moved', 'moved/x'] });
  });

  test('one that is removed needs no directory', async () => {
    expect(await selected(['d/b'])).toMatchObject({ chosen: ['d/b'] });
  });

  test.each(['nothing', 'd/a/below', 'a', 'z', 'old/z'])('%s is none of them', async (path) => {
    const { data } = await expectFailure('unknown_change', async () => await selected(['d', path]));
    expect(data).toEqual({ path });
  });

  test('a hundred thousand and more are chosen from, none by looking at all others', async () => {
    const many = Array.from({ length: 50_000 }, (_, index) => [
      file(`n${String(index)}/Makefile`),
      file(`m${String(index)}`),
    ]);
    const all = [...many.flat(), ...Array.from({ length: 50_000 }, (_, index) => directory(`n${String(index)}`))];
    const { chosen, held } = await selected(null, all);
    expect([chosen.length, held.length]).toEqual([100_000, 50_000]);
  });
});
