import { expect, test } from 'vitest';
import { blobId, idLength } from '../../../../daemon/review/diff/blobId.js';
import { git, repository } from '../../../helpers/review/tree.js';

test.each([
  ['sha1', Buffer.alloc(0)],
  ['sha1', Buffer.from([0, 255, 10, 13])],
  ['sha1', Buffer.alloc(100_000, 7)],
  ['sha256', Buffer.alloc(0)],
  ['sha256', Buffer.from([0, 255, 10, 13])],
] as const)('with %s it is what git hash-object says', (format, content) => {
  const at = repository(format);
  const id = blobId(content, format);
  expect(`${id}\n`).toBe(git(at, ['hash-object', '--stdin', '--no-filters'], content));
  expect(id).toHaveLength(idLength[format]);
});

test('it is SHA-1’s unless told', () => {
  expect(blobId(Buffer.alloc(0))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
});
