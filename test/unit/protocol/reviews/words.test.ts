import { describe, expect, test } from 'vitest';
import {
  attentionInWords,
  countsInWords,
  many,
  namesInWords,
  refusedInWords,
  thousands,
  totalOf,
} from '../../../../daemon/protocol/reviews/words.js';

const none = { added: 0, modified: 0, deleted: 0, renamed: 0, attention: 0, refused: 0 };

describe('numbers', () => {
  test('have commas between thousands, wherever they are read', () => {
    expect(thousands(999)).toBe('999');
    expect(thousands(1_234_567)).toBe('1,234,567');
  });

  test('are of one or of many', () => {
    expect([0, 1, 2].map((count) => many(count, 'change'))).toEqual(['0 changes', '1 change', '2 changes']);
    expect(many(12_345, 'directory', 'directories')).toBe('12,345 directories');
  });
});

describe('changes in words', () => {
  test.each([
    [none, '0 changes'],
    [{ ...none, added: 1 }, '1 change: 1 added'],
    [
      { ...none, added: 2, modified: 3, deleted: 1, renamed: 4, attention: 5 },
      '10 changes: 3 modified, 2 added, 1 deleted, 4 renamed',
    ],
    [{ ...none, deleted: 12_345 }, '12,345 changes: 12,345 deleted'],
  ])('%j', (counts, words) => {
    expect(countsInWords(counts)).toBe(words);
  });

  test('have what git ignores apart, and where it is', () => {
    const both = { ...none, modified: 2, ignored: 15_823 };
    expect(countsInWords(both)).toBe('2 changes: 2 modified; and 15,823 that git ignores');
    const places = { count: 7, paths: ['node_modules', 'dist'] };
    expect(countsInWords(both, places)).toBe(
      '2 changes: 2 modified; and 15,823 that git ignores (node_modules, dist and 5 more)',
    );
    expect(countsInWords({ ...none, ignored: 1 }, { count: 1, paths: ['dist'] })).toBe(
      '1 change, all of what git ignores (dist)',
    );
    expect(countsInWords({ ...none, ignored: 0 }, { count: 0, paths: [] })).toBe('0 changes');
    expect(totalOf(both)).toBe(15_825);
  });

  test('count what needs a look among them, not besides', () => {
    expect(totalOf({ ...none, added: 2, renamed: 1, attention: 2, refused: 1 })).toBe(3);
  });

  test('say of how many something else is true, and nothing of none', () => {
    expect([0, 1, 1200].map(attentionInWords)).toEqual(['', '1 needs a look', '1,200 need a look']);
    expect([0, 1, 2].map(refusedInWords)).toEqual(['', '1 is never applied', '2 are never applied']);
  });
});

describe('names in words', () => {
  test('are the first five, safely, and how many more there are', () => {
    expect(namesInWords({ count: 2, paths: ['.env', 'keys/id_rsa'] })).toBe('.env, keys/id_rsa');
    expect(namesInWords({ count: 1, paths: ['a\u001b[2J'] })).toBe(String.raw`"a\033[2J"`);
    expect(namesInWords({ count: 7, paths: ['a', 'b', 'c', 'd', 'e', 'f'] })).toBe('a, b, c, d, e and 2 more');
    expect(namesInWords({ count: 1500, paths: ['a'] })).toBe('a and 1,499 more');
  });
});
