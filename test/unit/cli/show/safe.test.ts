import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safe, safeLines } from '../../../../daemon/cli/show/safe.js';
import { tries } from '../../../helpers/full.js';

// eslint-disable-next-line no-control-regex -- control characters are what must not come
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe('text from a guest', () => {
  test('keeps every character’s place, but none that commands a terminal', () => {
    expect(safe('a\u001b[31mb\u009bc\u202ed\n')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffd');
    expect(safe('naïve 日本 ✓')).toBe('naïve 日本 ✓');
  });

  test('of many lines keeps its lines and tabs', () => {
    expect(safeLines('one\ttwo\r\n\u001b]0;title\u0007three\rfour\n')).toBe(
      'one\ttwo\n\ufffd]0;title\ufffdthree\ufffdfour\n',
    );
  });

  test('is harmless, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safe(text)).not.toMatch(commands);
        expect(safe(text)).toHaveLength(text.length);
        expect(safeLines(text)).not.toMatch(commands);
      }),
      tries(),
    );
  });
});
