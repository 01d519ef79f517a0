import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isNews } from '../../../daemon/client/told.js';
import { scratch } from '../../helpers/scratch.js';

test('a text is news once, and another one is news again', () => {
  const path = `${scratch()}/told`;
  expect([isNews(path, 'a'), isNews(path, 'a'), isNews(path, 'b'), isNews(path, 'b')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(readFileSync(path, 'utf8')).toBe('b');
});

test('where nothing can be kept, a text stays news', () => {
  expect([isNews('/nonexistent/told', 'a'), isNews('/nonexistent/told', 'a')]).toEqual([true, true]);
});
