import { describe, expect, test } from 'vitest';
import { parseDetachKeys, usualDetachKeys } from '../../../../daemon/cli/arguments/detachKeys.js';

describe('detach keys', () => {
  test('are ctrl-p,ctrl-q unless others are wanted, as in Docker', () => {
    expect(usualDetachKeys).toEqual(parseDetachKeys('ctrl-p,ctrl-q'));
  });

  test.each([
    ['ctrl-p,ctrl-q', [16, 17]],
    ['ctrl-A', [1]],
    ['CTRL-z', [26]],
    ['ctrl-@', [0]],
    ['ctrl-[', [27]],
    ['ctrl-\\', [28]],
    ['ctrl-]', [29]],
    ['ctrl-^', [30]],
    ['ctrl-_', [31]],
    ['a,b,c', [97, 98, 99]],
    ['ctrl-x,d', [24, 100]],
    ['~,.', [126, 46]],
  ])('%s', (text, keys) => {
    expect(parseDetachKeys(text)).toEqual(keys);
  });

  test('are none for an empty value, as in Podman', () => {
    expect(parseDetachKeys('')).toEqual([]);
  });

  test.each([',', 'ab', 'ctrl', 'ctrl-', 'ctrl-ab', 'ctrl-1', 'a,,b', 'é', 'shift-a', 'a,'.repeat(20) + 'a'])(
    '%j are refused with a sentence that shows how to write them',
    (text) => {
      expect(() => parseDetachKeys(text)).toThrow(/are no detach keys; write characters or ctrl-LETTER/);
    },
  );
});
