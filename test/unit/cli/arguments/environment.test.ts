import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvironmentEntry, resolveEnvironment } from '../../../../daemon/cli/arguments/environment.js';
import { tries } from '../../../helpers/full.js';

const resolve = (words: string[], own: NodeJS.ProcessEnv = {}) =>
  resolveEnvironment(words.map(parseEnvironmentEntry), own);

describe('environment variables', () => {
  test('NAME=VALUE sets one', () => {
    expect(resolve(['A=1', 'B='])).toEqual({ A: '1', B: '' });
  });

  test('NAME alone passes on the caller’s own', () => {
    expect(resolve(['HOME'], { HOME: '/home/alice', SECRET: 'x' })).toEqual({ HOME: '/home/alice' });
  });

  test('NAME alone sets nothing where the caller has none, and takes an earlier one away', () => {
    expect(resolve(['A'], {})).toEqual({});
    expect(resolve(['A=1', 'A'], {})).toEqual({});
  });

  test('a later one wins', () => {
    expect(resolve(['A=1', 'A=2'])).toEqual({ A: '2' });
  });

  test.each(['', '=', '=value'])('%j has no name and is refused', (word) => {
    expect(() => parseEnvironmentEntry(word)).toThrow(/is no environment variable; write NAME=VALUE/);
  });

  test('any value arrives as it is: quotes, newlines, equals signs and names of the prototype included', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]*$/), fc.string({ unit: 'binary' }), (name, value) => {
        expect(Object.entries(resolve([`${name}=${value}`]))).toEqual([[name, value]]);
      }),
      tries(),
    );
    expect(Object.entries(resolve(['__proto__=x', 'constructor=y']))).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});
