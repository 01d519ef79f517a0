import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMemory } from '../../../../daemon/cli/arguments/memory.js';
import { tries } from '../../../helpers/full.js';

describe('a size of memory', () => {
  test.each([
    ['512m', 512],
    ['1g', 1024],
    ['1G', 1024],
    ['1.5g', 1536],
    ['2048k', 2],
    ['1048576', 1],
    ['1048577', 2],
    ['1048576b', 1],
    ['64mb', 64],
    ['64MiB', 64],
    ['1t', 1024 * 1024],
    ['512 m', 512],
  ])('%s is %i MiB, as in Docker', (text, mebibytes) => {
    expect(parseMemory(text)).toBe(mebibytes);
  });

  test.each([
    '',
    'm',
    '512',
    '1k',
    '-1g',
    '1gg',
    '1e9',
    '0x10m',
    '1 m b',
    '1p',
    'lots',
    '1.g',
    '9999999999999g',
    'Infinity',
  ])('%j is refused with a sentence that shows how to write one', (text) => {
    expect(() => parseMemory(text)).toThrow(/is no size of memory; write it as 512m or 2g/);
  });

  test('whole MiB come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 * 1024 * 1024 }), (mebibytes) => {
        expect(parseMemory(`${String(mebibytes)}m`)).toBe(mebibytes);
        expect(parseMemory(String(mebibytes * 1024 * 1024))).toBe(mebibytes);
      }),
      tries(),
    );
  });

  test('any other text is refused, never read as a number by accident', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d/.test(text));
        expect(() => parseMemory(text)).toThrow();
      }),
      tries(),
    );
  });
});
