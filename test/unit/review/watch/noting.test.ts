import { expect, test } from 'vitest';
import { Noting } from '../../../../daemon/review/watch/noting.js';

test('a path counts once, as text and as bytes', () => {
  const noting = new Noting();
  for (const path of ['a', 'b', 'a', { bytes: '/w==' }, { bytes: '/w==' }]) noting.note(path);
  expect(noting.noted).toEqual({ count: 3, paths: ['a', 'b', { bytes: '/w==' }] });
});

test('of very many the first are named', () => {
  const noting = new Noting();
  for (let index = 0; index < 1000; index += 1) noting.note(String(index));
  const { count, paths } = noting.noted;
  expect([count, paths.length, paths[199]]).toEqual([1000, 200, '199']);
});
