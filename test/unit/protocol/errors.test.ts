import { expect, test } from 'vitest';
import { asError, bellglassError, BellglassFailure, errorCodes } from '../../../daemon/protocol/errors.js';

test('every code is snake_case and there once', () => {
  expect(errorCodes.filter((code) => !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(code))).toEqual([]);
  expect(new Set(errorCodes).size).toBe(errorCodes.length);
});

test('an error with data that is not its own is none', () => {
  expect(bellglassError.safeParse({ code: 'file_missing', data: { path: '/x' } }).success).toBe(true);
  for (const wrong of [
    { code: 'file_missing', data: {} },
    { code: 'file_missing', data: { path: '/x', more: 1 } },
    { code: 'no_such_code', data: {} },
    { code: 'file_missing' },
    'file_missing',
    null,
  ]) {
    expect(bellglassError.safeParse(wrong).success).toBe(false);
  }
});

test('what was thrown becomes an error, and what is none of ours is internal', () => {
  const error = { code: 'file_missing', data: { path: '/x' } } as const;
  expect(asError(new BellglassFailure(error))).toEqual(error);
  expect(asError(new TypeError('x is no function'))).toEqual({
    code: 'internal',
    data: { message: 'x is no function' },
  });
  expect(asError('text')).toEqual({ code: 'internal', data: { message: 'text' } });
});

test('a failure says its code and data to logs, at bounded length', () => {
  const failure = new BellglassFailure({ code: 'file_missing', data: { path: '/x'.repeat(5000) } });
  expect(failure.message.startsWith('file_missing {"path":"/x')).toBe(true);
  expect(failure.message.length).toBeLessThan(2100);
});
