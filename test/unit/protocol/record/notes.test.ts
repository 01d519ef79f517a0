import { expect, test } from 'vitest';
import { noteOf } from '../../../../daemon/protocol/record/notes.js';

const usedUp = 'because the memory of its sandbox was used up. Give it more with --memory.';

test.each([
  ['the program, when that is what was ended', 'signalled', 9, `The program was ended ${usedUp}`],
  ['a part of it, when it went on', 'exited', null, `A process that the program started was ended ${usedUp}`],
  [
    'a part of it, when another signal ended it',
    'signalled',
    6,
    `A process that the program started was ended ${usedUp}`,
  ],
  ['the compilation, when there was no program yet', 'failed', null, `The compilation failed ${usedUp}`],
] as const)('memory that was used up ended %s', (_what, outcome, signal, note) => {
  expect(noteOf({ outcome, signal, outOfMemory: true })).toBe(note);
});

test('time that was up is said, whatever the memory was', () => {
  const note = 'The program was ended because its time was up. Give it more with --timeout.';
  expect(noteOf({ outcome: 'timedOut', signal: null, outOfMemory: false })).toBe(note);
  expect(noteOf({ outcome: 'timedOut', signal: null, outOfMemory: true })).toBe(note);
});

test.each([
  ['exited', null],
  ['signalled', 9],
  ['cancelled', null],
  ['failed', null],
] as const)('nothing else is said of a run that %s (signal %s)', (outcome, signal) => {
  expect(noteOf({ outcome, signal, outOfMemory: false })).toBeNull();
});

test('who pressed Ctrl-C twice is not told of memory', () => {
  expect(noteOf({ outcome: 'cancelled', signal: null, outOfMemory: true })).toBeNull();
});
