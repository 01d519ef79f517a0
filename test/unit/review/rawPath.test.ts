import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  inOrder,
  isAtOrBelow,
  joined,
  nameOf,
  parentOf,
  pathName,
  rawOf,
  rawPath,
  root,
} from '../../../daemon/review/rawPath.js';
import { tries } from '../../helpers/full.js';

describe('a path', () => {
  test('of any bytes comes back from the wire as it went', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (array) => {
        const bytes = Buffer.from(array);
        const path = rawOf(bytes);
        expect(bytesOf(path)).toEqual(bytes);
        expect(rawPath(pathName(path))).toBe(path);
      }),
      tries(1000),
    );
  });

  test('is text on the wire where it is UTF-8, and base64 elsewhere', () => {
    expect(pathName(rawPath('größe/文'))).toBe('größe/文');
    expect(pathName(rawOf(Buffer.from([0x61, 0xff])))).toEqual({ bytes: 'Yf8=' });
    // Half a surrogate pair has no bytes in UTF-8, and U+FFFD is a name as every other.
    expect(pathName(rawPath('\ufffd'))).toBe('\ufffd');
    expect(pathName(rawOf(Buffer.from([0xed, 0xa0, 0x80])))).toEqual({ bytes: '7aCA' });
  });

  test('is the same string however it was spelled', () => {
    expect(rawPath({ bytes: Buffer.from('a/ü').toString('base64') })).toBe(rawPath('a/ü'));
  });
});

describe('the parts of a path', () => {
  test.each([
    ['a', '', 'a'],
    ['a/b', 'a', 'b'],
    ['a/b/ü', 'a/b', 'ü'],
  ])('%s lies in %j and is called %s', (path, parent, name) => {
    expect(parentOf(rawPath(path))).toBe(rawPath(parent));
    expect(nameOf(rawPath(path))).toBe(rawPath(name));
    expect(joined(rawPath(parent), rawPath(name))).toBe(rawPath(path));
  });

  test('the workspace lies in itself', () => {
    expect(parentOf(root)).toBe(root);
    expect(nameOf(root)).toBe('');
  });
});

test('below a place is what has its parts, not what begins as it does', () => {
  const places = new Set([rawPath('a/b'), rawPath('c')]);
  const within = ['a/b', 'a/b/x', 'c', 'c/d/e'];
  const outside = ['a', 'a/bc', 'cd', 'x/a/b', ''];
  expect(within.filter((path) => !isAtOrBelow(rawPath(path), places))).toEqual([]);
  expect(outside.filter((path) => isAtOrBelow(rawPath(path), places))).toEqual([]);
});

test('the order is that of the bytes, what is in a directory after it', () => {
  const names = ['b', 'a/z', 'a', 'ü', 'a-b', 'Z', '文'];
  const sorted = names.map((name) => Buffer.from(name)).sort((one, other) => Buffer.compare(one, other));
  const found = inOrder(names.map((name) => ({ path: rawPath(name) }))).map(({ path }) => bytesOf(path));
  expect(found.map(String)).toEqual(sorted.map(String));
  expect(found.findIndex((path) => path.equals(Buffer.from('a')))).toBeLessThan(
    found.findIndex((path) => path.equals(Buffer.from('a/z'))),
  );
});
