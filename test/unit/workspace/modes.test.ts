import { expect, test } from 'vitest';
import { sharedMode } from '../../../daemon/workspace/modes.js';
import { expectFailure } from '../../helpers/failures.js';

test('readonly is shared for reading, direct for writing too, none is not shared', () => {
  expect(sharedMode('direct')).toEqual({ readOnly: false });
  expect(sharedMode('readonly')).toEqual({ readOnly: true });
  expect(sharedMode('none')).toBeNull();
});

test('review is refused, not taken for another', async () => {
  const { data } = await expectFailure('mode_not_available', () => sharedMode('review'));
  expect(data).toEqual({ mode: 'review' });
});
