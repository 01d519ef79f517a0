import { describe, expect, test } from 'vitest';
import { changeLine, changeLines, countsOf, totals } from '../../../../../daemon/cli/reviews/shown/lines.js';
import type { ChangeInfo } from '../../../../../daemon/protocol/reviews/change.js';
import { changed, changedDirectory } from '../reviewing.js';

const place = { workspace: '/w', cwd: '/w' };

describe('a change as a line', () => {
  test.each<[ChangeInfo, string]>([
    [changed('a', { what: 'added' }), 'A  a'],
    [changed('a'), 'M  a'],
    [changed('a', { what: 'deleted' }), 'D  a'],
    [changed('b', { what: 'renamed', from: 'a' }), 'R  a -> b'],
    [changedDirectory('dir', { what: 'added' }), 'A  dir/'],
    [changedDirectory('to', { what: 'renamed', from: 'from' }), 'R  from/ -> to/'],
    [changed('Makefile', { attention: 'build' }), 'M! Makefile  (builds and tests run it)'],
    [
      changed('.git/config', { attention: 'git', refused: 'git' }),
      "Mx .git/config  (a repository's own files are never applied)",
    ],
    [
      changed('pipe', { what: 'added', refused: 'special' }),
      'Ax pipe  (devices, pipes and sockets stay in the sandbox)',
    ],
    [changed('a\nA  b', { what: 'added' }), String.raw`A  "a\nA  b"`],
  ])('%j is %s', (change, line) => {
    expect(changeLine(change, place)).toBe(line);
  });

  test('shows paths from where it is read', () => {
    const change = changed('src/b', { what: 'renamed', from: 'a' });
    expect(changeLine(change, { workspace: '/w', cwd: '/w/src' })).toBe('R  ../a -> b');
  });
});

describe('a directory as a line', () => {
  const tree = { kind: 'tree', members: [], change: changedDirectory('node_modules', { what: 'added' }) } as const;

  test('has the number of its files', () => {
    const line = { ...tree, files: 12_345, attention: 0, refused: 0 };
    expect(changeLines([line, { kind: 'one', change: changed('a') }], place)).toEqual([
      'A  node_modules/ (12,345 files)',
      'M  a',
    ]);
  });

  test('says how much in it needs a look, or is never applied', () => {
    const shown = (attention: number, refused: number) =>
      changeLines([{ ...tree, files: 30, attention, refused }], place);
    expect(shown(25, 0)).toEqual(['A! node_modules/ (30 files, 25 need a look)']);
    expect(shown(25, 2)).toEqual(['A! node_modules/ (30 files, 25 need a look, 2 are never applied)']);
    expect(shown(0, 25)).toEqual(['Ax node_modules/ (30 files, 25 are never applied)']);
  });
});

describe('all changes together', () => {
  test('are counted by kind; what is never applied does not need a look besides', () => {
    const changes = [
      changed('a'),
      changed('b', { what: 'added', attention: 'ci' }),
      changed('c', { what: 'deleted' }),
      changed('d', { what: 'renamed', from: 'e', attention: 'git', refused: 'git' }),
    ];
    const counts = { added: 1, modified: 1, deleted: 1, renamed: 1, attention: 1, refused: 1, ignored: 0 };
    expect(countsOf(changes)).toEqual(counts);
    expect(totals(counts)).toBe(
      '4 changes: 1 modified, 1 added, 1 deleted, 1 renamed; 1 needs a look (!); 1 is never applied (x).',
    );
  });

  test('are counted apart where git ignores them', () => {
    expect(totals(countsOf([changed('a'), changed('dist/a', { what: 'added', ignored: 'dist' })]))).toBe(
      '1 change: 1 modified; and 1 that git ignores.',
    );
  });

  test('have no marks where there is nothing to mark', () => {
    expect(totals(countsOf([changed('a')]))).toBe('1 change: 1 modified.');
  });
});
