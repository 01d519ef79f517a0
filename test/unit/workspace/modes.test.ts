import { expect, test } from 'vitest';
import { sharedMode } from '../../../daemon/workspace/modes.js';

test('readonly is shared for reading, direct for writing too, none is not shared', () => {
  expect(sharedMode('direct')).toEqual({ readOnly: false });
  expect(sharedMode('readonly')).toEqual({ readOnly: true });
  expect(sharedMode('none')).toBeNull();
});

test('review shares nothing as it is', () => {
  expect(sharedMode('review')).toBeNull();
});
