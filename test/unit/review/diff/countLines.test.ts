import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLines } from '../../../../daemon/review/diff/countLines.js';
import { diffLines } from '../../../../daemon/review/diff/hunks.js';
import { bytes, deeds, done, plainText, textAndChanged } from '../../../helpers/review/texts.js';
import { git, put, repository } from '../../../helpers/review/tree.js';
import { tries } from '../../../helpers/full.js';

test.each([
  ['', '', 0, 0],
  ['', 'a\nb', 2, 0],
  ['a\nb\n', '', 0, 2],
  ['a', 'a\n', 1, 1],
  ['a\nb\nc\n', 'a\nx\ny\nc\n', 2, 1],
  ['a\r\n', 'a\n', 1, 1],
])('from %j to %j there are %i added and %i removed', (before, after, added, removed) => {
  expect(countLines(bytes(before), bytes(after))).toEqual({ added, removed });
});

test('a binary has none to count, on whichever side it is', () => {
  expect(countLines(bytes('a\0'), bytes('a'))).toBeNull();
  expect(countLines(bytes('a'), bytes('a\0'))).toBeNull();
});

test('they are the lines that the hunks show', () => {
  fc.assert(
    fc.property(textAndChanged, ([before, after]) => {
      const lines = diffLines(before, after).flatMap((hunk) => hunk.lines);
      const count = (wanted: string): number => lines.filter(({ kind }) => kind === wanted).length;
      expect(countLines(before, after)).toEqual({ added: count('+'), removed: count('-') });
    }),
    tries(),
  );
});

test('they are what git diff --numstat says', () => {
  const at = repository();
  fc.assert(
    fc.property(deeds(20), (work) => {
      const [before, after] = [plainText(20), done(plainText(20), work, 'new')].map((lines) => bytes(lines.join('')));
      const [from, to] = [before!, after!].map((content) => put(at, [{ path: 'f', mode: '100644', bytes: content }]));
      const said = git(at, ['diff-tree', '-r', '--numstat', from!, to!]);
      const { added, removed } = countLines(before!, after!)!;
      expect(said).toBe(from === to ? '' : `${String(added)}\t${String(removed)}\tf\n`);
    }),
    tries(20),
  );
});
