import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines, type Hunk, splitHunk } from '../../../../daemon/review/diff/hunks.js';
import { hunkText } from '../../../../daemon/review/diff/hunkText.js';
import { bytes, textAndChanged } from '../../../helpers/review/texts.js';
import { tries } from '../../../helpers/full.js';

const numbers = Array.from({ length: 30 }, (_, number) => `${String(number + 1)}\n`);

/** The numbers 1 to 30, a line each, with some lines changed. */
function changed(changes: Readonly<Record<number, string>>): Buffer {
  return bytes(numbers.map((line, at) => changes[at + 1] ?? line).join(''));
}

const before = changed({});

function spans(hunks: readonly Hunk[]): unknown[] {
  return hunks.map(({ id, oldStart, oldLines, newStart, newLines }) => [id, oldStart, oldLines, newStart, newLines]);
}

describe('hunks', () => {
  test('of the same text are none', () => {
    expect(diffLines(before, before)).toEqual([]);
  });

  test('have three lines around a change, fewer at the ends', () => {
    expect(spans(diffLines(before, changed({ 1: 'x\n', 15: '', 30: '30\ny\n' })))).toEqual([
      [0, 1, 4, 1, 4],
      [1, 12, 7, 12, 6],
      [2, 28, 3, 27, 4],
    ]);
  });

  test('hold their lines as they are, without the line feed', () => {
    expect(diffLines(bytes('a\r\n\xe9'), bytes('a\r\n\xe9\n'))).toEqual([
      {
        id: 0,
        oldStart: 1,
        oldLines: 2,
        newStart: 1,
        newLines: 2,
        lines: [
          { kind: ' ', text: 'a\r', noNewline: false },
          { kind: '-', text: '\xe9', noNewline: true },
          { kind: '+', text: '\xe9', noNewline: false },
        ],
      },
    ]);
  });

  test('join when at most six lines stay between their changes', () => {
    expect(spans(diffLines(before, changed({ 10: 'x\n', 17: 'y\n' })))).toEqual([[0, 7, 14, 7, 14]]);
    expect(spans(diffLines(before, changed({ 10: 'x\n', 18: 'y\n' })))).toHaveLength(2);
  });

  test('are numbered by their first change, so that their number holds when an earlier one is divided', () => {
    const after = changed({ 3: 'x\n', 5: 'y\n', 20: 'z\n' });
    expect(diffLines(before, after).map(({ id }) => id)).toEqual([0, 2]);
    expect(diffLines(before, after, 0).map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test('have as many lines around as was asked for', () => {
    expect(spans(diffLines(before, changed({ 15: 'x\n' }), 0))).toEqual([[0, 15, 1, 15, 1]]);
    expect(spans(diffLines(before, changed({ 15: 'x\n' }), 50))).toEqual([[0, 1, 30, 1, 30]]);
  });

  test('without lines on a side start at the line before', () => {
    expect(spans(diffLines(bytes(''), bytes('a\nb\n')))).toEqual([[0, 0, 0, 1, 2]]);
    expect(spans(diffLines(bytes('a\nb\n'), bytes('')))).toEqual([[0, 1, 2, 0, 0]]);
    expect(spans(diffLines(before, changed({ 15: '' }), 0))).toEqual([[0, 15, 1, 14, 0]]);
  });
});

describe('a divided hunk', () => {
  test('has a part for every change, and its neighbours share the lines between', () => {
    const [hunk] = diffLines(before, changed({ 10: 'x\n', 12: '', 15: '15\nz\n' }));
    const parts = splitHunk(hunk!);
    expect(spans(parts)).toEqual([
      [0, 7, 5, 7, 5],
      [1, 11, 5, 11, 4],
      [2, 13, 6, 12, 7],
    ]);
    expect(hunkText(parts.slice(1, 2))).toBe('@@ -11,5 +11,4 @@\n 11\n-12\n 13\n 14\n 15\n');
  });

  test('with one change is itself', () => {
    const hunks = diffLines(before, changed({ 2: '', 10: 'x\ny\n' }));
    expect(hunks.flatMap(splitHunk)).toEqual(hunks);
  });

  test('has in all its parts the changes of the whole, numbered as they are without context', () => {
    fc.assert(
      fc.property(textAndChanged, ([old, fresh]) => {
        const changesOf = (hunks: readonly Hunk[]): unknown[] =>
          hunks.map(({ id, lines }) => [id, lines.filter(({ kind }) => kind !== ' ')]);
        expect(changesOf(diffLines(old, fresh).flatMap(splitHunk))).toEqual(changesOf(diffLines(old, fresh, 0)));
      }),
      tries(),
    );
  });
});
