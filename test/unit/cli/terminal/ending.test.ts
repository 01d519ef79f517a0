import { describe, expect, test } from 'vitest';
import { endingOf, endsQuietly, statusOfSession, wentWithItsSandbox } from '../../../../daemon/cli/terminal/ending.js';
import { sessionInfo } from '../samples.js';

describe('a session that has ended', () => {
  test.each([
    [{ exitCode: 0, signal: null }, 0],
    [{ exitCode: 7, signal: null }, 7],
    [{ exitCode: null, signal: 15 }, 143],
    [{ exitCode: null, signal: null }, 137],
  ])('%j gives its status', (end, status) => {
    expect(statusOfSession(end)).toBe(status);
  });

  test('is told of when its sandbox ended, or its memory', () => {
    expect(endingOf(sessionInfo({ exitCode: 1 }))).toEqual([]);
    expect(endingOf(sessionInfo({ signal: 15 }))).toEqual([]);
    expect(endingOf(sessionInfo())).toEqual([
      'The program ended with its sandbox. "bellglass inspect" says why that ended.',
    ]);
    expect(endingOf(sessionInfo({ signal: 9, outOfMemory: true }))).toEqual([
      'The program was ended because the memory of its sandbox was used up. Give it more with --memory.',
    ]);
  });
});

test('a session without a status and a signal went with its sandbox', () => {
  const ends = [{}, { exitCode: 0 }, { exitCode: 1 }, { signal: 9 }];
  expect(ends.map((end) => wentWithItsSandbox(sessionInfo(end)))).toEqual([true, false, false, false]);
});

test('only an editor that asks for it has terminals end quietly', () => {
  const wishes = [{}, { BELLGLASS_QUIET_END: '' }, { BELLGLASS_QUIET_END: '0' }, { BELLGLASS_QUIET_END: '1' }];
  expect(wishes.map((env) => endsQuietly({ env }))).toEqual([false, false, false, true]);
});
