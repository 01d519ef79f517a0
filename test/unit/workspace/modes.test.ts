import { expect, test } from 'vitest';
import { sharedMode } from '../../../daemon/workspace/modes.js';
import { expectFailure } from '../../helpers/failures.js';

test('readonly is shared for reading, none is not shared', () => {
  expect(sharedMode('readonly')).toEqual({ readOnly: true });
  expect(sharedMode('none')).toBeNull();
});

test.each(['direct', 'review'] as const)('%s is refused, not taken for another', async (mode) => {
  expect((await expectFailure('mode_not_available', () => sharedMode(mode))).data).toEqual({ mode });
});
