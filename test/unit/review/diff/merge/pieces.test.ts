import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../../daemon/review/diff/lines.js';
import { mergePieces } from '../../../../../daemon/review/diff/merge/pieces.js';

/** The pieces of a merge, lines given as letters: whose they are, which lines of ours, which of theirs. */
function pieces(base: string, ours: string, theirs: string): unknown[][] {
  const lines = (letters: string): string[] => linesOf(Buffer.from(letters.replace(/./g, '$&\n')));
  return mergePieces(lines(base), lines(ours), lines(theirs)).map((piece) => [
    piece.take,
    ours.slice(piece.oursStart, piece.oursEnd),
    theirs.slice(piece.theirsStart, piece.theirsEnd),
  ]);
}

describe('two changes', () => {
  test('that are none have no pieces', () => {
    expect(pieces('abc', 'abc', 'abc')).toEqual([]);
    expect(pieces('', '', '')).toEqual([]);
  });

  test('of which one side made all are that side’s', () => {
    expect(pieces('abc', 'xbcy', 'abc')).toEqual([
      ['ours', 'x', 'a'],
      ['ours', 'y', ''],
    ]);
    expect(pieces('abc', 'abc', 'ac')).toEqual([['theirs', 'b', '']]);
  });

  test('with a line between them are each side’s', () => {
    expect(pieces('abc', 'xbc', 'aby')).toEqual([
      ['ours', 'x', 'a'],
      ['theirs', 'c', 'y'],
    ]);
  });

  test('of neighbouring lines are a conflict, as in git', () => {
    expect(pieces('abc', 'xbc', 'ayc')).toEqual([['both', 'xb', 'ay']]);
    expect(pieces('ab', 'axb', 'ayb')).toEqual([['both', 'x', 'y']]);
  });

  test('that are the same have no pieces: the lines are ours already', () => {
    expect(pieces('abc', 'axc', 'axc')).toEqual([]);
    expect(pieces('abc', 'ac', 'ac')).toEqual([]);
    expect(pieces('', 'xy', 'xy')).toEqual([]);
  });

  test('that begin and end the same are a conflict only between', () => {
    expect(pieces('ab', 'apxqb', 'apyqb')).toEqual([['both', 'x', 'y']]);
  });

  test('of which one takes away what the other changes are a conflict', () => {
    expect(pieces('abc', 'ac', 'axc')).toEqual([['both', '', 'x']]);
  });

  test('that overlap are one conflict, however many they are', () => {
    expect(pieces('abcdefg', 'aUVWXYg', 'a1cde2g')).toEqual([['both', 'UVWXY', '1cde2']]);
  });
});

describe('conflicts', () => {
  test('with up to three lines between them are one', () => {
    expect(pieces('abcde', 'xbcdX', 'ybcdY')).toEqual([['both', 'xbcdX', 'ybcdY']]);
    expect(pieces('abcdef', 'xbcdeX', 'ybcdeY')).toHaveLength(2);
  });

  test('with only lines without letters and digits between them are one, too', () => {
    expect(pieces('a-----b', 'x-----X', 'y-----Y')).toHaveLength(1);
    expect(pieces('a--1--b', 'x--1--X', 'y--1--Y')).toHaveLength(2);
  });

  test('stay apart when a change of one side is between', () => {
    expect(pieces('abcde', 'xbCdX', 'ybcdY').map(([take]) => take)).toEqual(['both', 'ours', 'both']);
  });
});
