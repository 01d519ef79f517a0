import { describe, expect, test } from 'vitest';
import {
  changedLine,
  changesEnd,
  relativePath,
  settledReply,
  surfaceRequest,
} from '../../../../daemon/protocol/wire/changes.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';
import { file } from '../../../helpers/review/lines.js';

test.each([
  ['changed', changedLine],
  ['changes-end', changesEnd],
  ['settled', settledReply],
  ['surface', surfaceRequest],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});

describe('a path relative to the workspace', () => {
  const raw = (path: string) => ({ bytes: Buffer.from(path, 'latin1').toString('base64') });

  test.each(['a', 'a/b', '...', '..a/b..', 'ü/文', ' ', 'a\nb', 'x'.repeat(4095)])('may be %j', (path) => {
    expect(relativePath.parse(path)).toBe(path);
    expect(relativePath.parse(raw(path))).toEqual(raw(path));
  });

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    './a',
    'a/./b',
    '../a',
    'a/..',
    'a/../b',
    'a\0b',
    'x'.repeat(4096),
  ])('is none as %j, as text or as bytes', (path) => {
    expect(relativePath.safeParse(path).success).toBe(false);
    expect(relativePath.safeParse(raw(path)).success).toBe(false);
  });
});

test.each([
  { kind: 'door' },
  { mode: 0o10000 },
  { size: -1 },
  { size: 0.5 },
  { inode: '' },
  { inode: '1e3' },
  { links: -1 },
])('a line with %j is none', (wrong) => {
  expect(changedLine.safeParse(file('a')).success).toBe(true);
  expect(changedLine.safeParse({ ...file('a'), ...wrong }).success).toBe(false);
});
