import { expect, test } from 'vitest';
import { statusOfEnd, statusOfError } from '../../../daemon/protocol/status.js';

test.each([
  [{ outcome: 'exited', exitCode: 37, signal: null, error: null }, 37],
  [{ outcome: 'signalled', exitCode: null, signal: 9, error: null }, 137],
  [{ outcome: 'timedOut', exitCode: null, signal: null, error: null }, 124],
  [{ outcome: 'cancelled', exitCode: null, signal: null, error: null }, 130],
  [{ outcome: 'failed', exitCode: null, signal: null, error: null }, 125],
  [
    { outcome: 'failed', exitCode: null, signal: null, error: { code: 'program_not_found', data: { program: 'x' } } },
    127,
  ],
] as const)('a run that ended as %j exits with %i', (end, status) => {
  expect(statusOfEnd(end)).toBe(status);
});

test('errors are 125, but for programs that a shell would not find or execute, and compilers', () => {
  expect(statusOfError({ code: 'file_missing', data: { path: '/x' } })).toBe(125);
  expect(statusOfError({ code: 'program_not_found', data: { program: 'x' } })).toBe(127);
  expect(statusOfError({ code: 'program_not_executable', data: { program: 'x', reason: 'no' } })).toBe(126);
  expect(statusOfError({ code: 'compile_failed', data: { path: '/x.c', compiler: 'cc', exitCode: 1 } })).toBe(1);
});
