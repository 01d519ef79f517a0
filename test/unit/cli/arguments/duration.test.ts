import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../../daemon/cli/arguments/duration.js';
import { tries } from '../../../helpers/full.js';

describe('a duration', () => {
  test.each([
    ['30s', 30_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['500ms', 500],
    ['1m30s', 90_000],
    ['0.5s', 500],
    ['1.5h', 5_400_000],
    ['10', 10_000],
    ['0.2', 200],
    ['24d', 2_073_600_000],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', '0', '0s', '-1s', 's', '1x', '1 s', '30 seconds', '1s!', '25d', '1e3s', '0.0001ms', '1m30', 'NaN'])(
    '%j is refused with a sentence that shows how to write one',
    (text) => {
      expect(() => parseDuration(text)).toThrow(/is no duration; write it as 30s, 2m, 1h or 1m30s/);
    },
  );

  test('parts add up', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(59), fc.integer({ min: 1, max: 59 }), (hours, minutes, seconds) => {
        const text = `${String(hours)}h${String(minutes)}m${String(seconds)}s`;
        expect(parseDuration(text)).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000);
      }),
      tries(),
    );
  });
});
