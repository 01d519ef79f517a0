import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import { Base } from '../../../../daemon/review/base/base.js';
import { note } from '../../../../daemon/review/base/ledger.js';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { baseLines, entryOf } from '../../../helpers/review/base.js';
import { directory, file, link, removed } from '../../../helpers/review/lines.js';
import { changesAbove } from '../../../helpers/review/looked.js';
import { scratch } from '../../../helpers/scratch.js';

/** What a file is that the host gave the guest: as `file()` makes its line. */
const given = { size: 7, mtime: '1000000005' };

/** A base of `a`, `b`, `d` and `d/c`, of which the host made something else. */
async function edited(edits: Readonly<Record<string, Parameters<typeof entryOf>[0] | null>>): Promise<Base> {
  const at = scratch();
  const entries = [{ path: 'a' }, { path: 'b' }, { path: 'd', kind: 'directory' as const }, { path: 'd/c' }];
  writeFileSync(
    `${at}/base`,
    baseLines(entries)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  for (const [path, entry] of Object.entries(edits))
    await note(`${at}/ledger`, { path, entry: entry === null ? null : entryOf(entry) });
  return await Base.read(`${at}/base`, `${at}/ledger`);
}

const told = (changes: readonly Change[]): string[] => changes.map(({ what, path }) => `${what} ${path}`);
const above = (base: Base, ...lines: ChangedLine[]): string[] => told(changesAbove(base, lines));

describe('what the host gave the guest', () => {
  test('is no change of the guest’s: a file, a new one, a removed one, a link, directories', async () => {
    const base = await edited({
      a: { path: 'a', ...given },
      n: { path: 'n', ...given },
      b: null,
      l: { path: 'l', kind: 'symlink', target: 'x' },
      'd/c': null,
      d: null,
      e: { path: 'e', kind: 'directory' },
    });
    expect(above(base, file('a'), removed('b'), removed('d'), directory('e'), link('l', 'x'), file('n'))).toEqual([]);
  });

  test('is what the guest’s changes are told from', async () => {
    const base = await edited({ a: { path: 'a', ...given }, n: { path: 'n', ...given }, b: null });
    const [a, b, n] = changesAbove(base, [file('a', { size: 9 }), file('b'), removed('n')]);
    expect(a).toMatchObject({ what: 'modified', before: { size: 7, content: { from: 'refreshed', path: 'a' } } });
    expect(a).toMatchObject({ after: { size: 9, content: { from: 'guest' } }, contentChanged: true });
    expect(b).toMatchObject({ path: 'b', what: 'added', before: null });
    // What is gone of an upper layer leaves nothing there, or a whiteout.
    expect(n).toMatchObject({ path: 'n', what: 'deleted', before: { size: 7 } });
    expect(above(base, file('a'), removed('b'))).toEqual(['deleted n']);
  });

  test('may get another mode in the guest, and keeps its content', async () => {
    const base = await edited({ a: { path: 'a', ...given } });
    const [change] = changesAbove(base, [file('a', { mode: 0o755 })]);
    const content = { from: 'refreshed', path: 'a' };
    expect(change).toMatchObject({ what: 'modified', contentChanged: false, after: { mode: 0o755, content } });
  });

  test('is the guest’s where it has another time', async () => {
    const base = await edited({ a: { path: 'a', ...given } });
    expect(above(base, file('a', { modified: { seconds: 1, nanoseconds: 6 } }))).toEqual(['modified a']);
  });

  test('may be moved by the guest, with the directory it is in', async () => {
    const base = await edited({ 'd/c': { path: 'd/c', ...given } });
    const moved = [removed('d'), directory('e', { movedFrom: '/d' }), file('e/c')];
    expect(above(base, ...moved)).toEqual(['deleted d/c', 'renamed e', 'added e/c']);
  });

  test('is what was there before, and the snapshot’s is still the snapshot’s', async () => {
    const base = await edited({ a: { path: 'a', ...given }, b: null, n: { path: 'n', ...given } });
    const sizes = (of: (path: string) => number | undefined) => ['a', 'b', 'd/c', 'n', 'none'].map(of);
    expect(sizes((path) => base.before(rawPath(path))?.size)).toEqual([7, undefined, 5, 7, undefined]);
    expect(sizes((path) => base.get(rawPath(path))?.size)).toEqual([5, 5, 5, undefined, undefined]);
  });
});
