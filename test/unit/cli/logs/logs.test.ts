import { describe, expect, test } from 'vitest';
import { lastLines } from '../../../../daemon/cli/logs/logs.js';

describe('the last lines of a console', () => {
  test.each<[string, number | null, string]>([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 1, 'c\n'],
    ['a\nb', 9, 'a\nb\n'],
    ['a\nb', null, 'a\nb\n'],
    ['a\nb', 0, ''],
    ['', null, ''],
    ['\n\n', 1, '\n'],
  ])('%j, %j of them', (text, count, result) => {
    expect(lastLines(text, count)).toBe(result);
  });
});
