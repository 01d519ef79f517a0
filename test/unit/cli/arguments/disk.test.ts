import { describe, expect, test } from 'vitest';
import { parseDisk } from '../../../../daemon/cli/arguments/disk.js';

describe('a size of a disk', () => {
  test.each([
    ['64m', 64],
    ['20g', 20_480],
    ['4t', 4 * 1024 * 1024],
  ])('%s is %i MiB', (text, mebibytes) => {
    expect(parseDisk(text)).toBe(mebibytes);
  });

  test.each(['', '63m', '5t', '1024', 'big', '-1g'])(
    '%j is refused with a sentence that shows how to write one',
    (text) => {
      expect(() => parseDisk(text)).toThrow(/is no size of a disk; write it as 512m or 20g, from 64m to 4t/);
    },
  );
});
