import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeUpName, nearestName } from '../../../../daemon/kept/naming/names.js';
import { sandboxName } from '../../../../daemon/protocol/sandbox/wishes.js';
import { tries } from '../../../helpers/full.js';

describe('a made-up name', () => {
  test('is a valid one that is not taken, however many are', () => {
    const taken = new Set<string>();
    for (let count = 0; count < 6000; count += 1) {
      const name = madeUpName(taken);
      expect(taken.has(name)).toBe(false);
      expect(sandboxName.safeParse(name).success).toBe(true);
      taken.add(name);
    }
  });
});

describe('the nearest name', () => {
  test.each([
    ['devbx', ['devbox', 'database'], 'devbox'],
    ['DEVBOX', ['devbox'], 'devbox'],
    ['calm-oter', ['calm-otter', 'calm-owl'], 'calm-otter'],
    ['something-else', ['devbox'], null],
    ['x', [], null],
    ['', ['a'], null],
  ])('to %j of %j is %j', (wanted, names, nearest) => {
    expect(nearestName(wanted, names)).toBe(nearest);
  });

  test('is one of those that there are, whatever is asked for', () => {
    const names = ['one', 'two', 'three'];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (wanted) => {
        const nearest = nearestName(wanted, names);
        expect(nearest === null || names.includes(nearest)).toBe(true);
      }),
      tries(200),
    );
  });
});
