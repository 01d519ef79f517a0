import { expect, test } from 'vitest';
import { reviewHome } from '../../../daemon/review/home.js';

test('what is kept of a review lies in one directory, named by its run', () => {
  const { path, ...parts } = reviewHome('/state/reviews', '0123456789abcdef');
  expect(path).toBe('/state/reviews/0123456789abcdef');
  const places = Object.values(parts);
  expect(new Set(places).size).toBe(places.length);
  expect(places.filter((place) => !place.startsWith(`${path}/`))).toEqual([]);
});

test('the snapshot and the base have the names that bellglass-fs gives them', () => {
  const { snapshot, base } = reviewHome('/r', 'a');
  expect([snapshot, base]).toEqual(['/r/a/snapshot.erofs', '/r/a/base.ndjson']);
});
