import { describe, expect, test } from 'vitest';
import { parseCpus } from '../../../../daemon/cli/arguments/cpus.js';

describe('a number of CPUs', () => {
  test.each([
    ['1', 1],
    ['8', 8],
    ['1024', 1024],
  ])('%s is a whole number', (text, cpus) => {
    expect(parseCpus(text)).toBe(cpus);
  });

  test.each(['', '0', '-1', '1.5', '2.0', '1025', 'two', '1e2', ' 1', '0x2', '99999999999999999999'])(
    '%j is refused',
    (text) => {
      expect(() => parseCpus(text)).toThrow(/is no number of CPUs; a sandbox has whole ones/);
    },
  );
});
