import { expect, test } from 'vitest';
import { noteOf } from '../../../daemon/protocol/notes.js';

test('memory that was used up and time that was up are said, and nothing else', () => {
  expect(noteOf({ outcome: 'signalled', outOfMemory: true })).toContain('--memory');
  expect(noteOf({ outcome: 'timedOut', outOfMemory: false })).toContain('--timeout');
  expect(noteOf({ outcome: 'exited', outOfMemory: false })).toBeNull();
});
