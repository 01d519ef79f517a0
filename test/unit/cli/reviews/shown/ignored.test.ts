import { expect, test } from 'vitest';
import { ignoredLines } from '../../../../../daemon/cli/reviews/shown/ignored.js';
import type { ChangeInfo } from '../../../../../daemon/protocol/reviews/change.js';
import { changed } from '../reviewing.js';

const place = { workspace: '/w', cwd: '/w' };
const within = (at: string, count: number, more: Partial<ChangeInfo> = {}): ChangeInfo[] =>
  Array.from({ length: count }, (_, index) =>
    changed(`${at}/${String(index)}`, { what: 'added', ignored: at, ...more }),
  );

test('of nothing there is no line', () => {
  expect(ignoredLines([], place, false)).toEqual([]);
});

test('a place is one line with what happened in it, and one that changed by itself is a change', () => {
  const changes = [
    ...within('node_modules', 15_820),
    ...within('node_modules', 3, { what: 'modified' }),
    changed('x.log', { ignored: 'x.log' }),
  ];
  expect(ignoredLines(changes, place, false)).toEqual([
    'Ignored by git:',
    '     node_modules/ (15,823 changes: 3 modified, 15,820 added)',
    '  M  x.log',
  ]);
});

test('what needs a look has its own line, unless that is too much', () => {
  const changes = [...within('dist', 2), changed('dist/Makefile', { attention: 'build', ignored: 'dist' })];
  expect(ignoredLines(changes, place, false)).toEqual([
    'Ignored by git:',
    '  M! dist/Makefile  (builds and tests run it)',
    '     dist/ (2 changes: 2 added)',
  ]);
  expect(ignoredLines(within('dist', 21, { attention: 'build' }), place, false)).toEqual([
    'Ignored by git:',
    '     dist/ (21 changes: 21 added; 21 need a look)',
  ]);
});

test('no more than twenty places are listed, unless each change is', () => {
  const changes = Array.from({ length: 30 }, (_, index) => within(String(index), 2)).flat();
  const lines = ignoredLines(changes, place, false);
  expect([lines.length, lines.at(-1)]).toEqual([22, '  and 10 more places']);
  expect(ignoredLines(changes, place, true)).toHaveLength(61);
});
