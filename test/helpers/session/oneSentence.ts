import { expect } from 'vitest';
import type { Ended } from './command.js';

/**
 * Expects that a command gave up as Bellglass does: status 125, nothing on standard output, and one sentence on standard error.
 * The guest's console may follow a boot that failed, and that changes are kept a machine that ended too early.
 */
export function expectOneSentence(ended: Ended, pattern: RegExp): void {
  expect(ended.stderr).toMatch(
    /^bellglass: [A-Z"0-9][^\n]*[.?]\n(bellglass: The guest's console:\n( {2}\| [^\n]*\n)*)?(bellglass: What the program changed is kept, [^\n]*\n[^\n]*\n)?$/,
  );
  expect(ended.stderr).toMatch(pattern);
  expect(ended).toMatchObject({ status: 125, signal: null, stdout: '' });
}
