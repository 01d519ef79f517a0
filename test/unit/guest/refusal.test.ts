import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusal } from '../../../daemon/guest/refusal.js';
import { bellglassError } from '../../../daemon/protocol/errors.js';
import { tries } from '../../helpers/full.js';

const of = (code: string, data: unknown): unknown =>
  refusal('POST /v1/x', 400, Buffer.from(JSON.stringify({ code, message: 'so it is', data }))).error;

test.each([
  ['program_not_found', { program: 'x' }, { program: 'x' }],
  ['no_such_user', { user: 'zed' }, { user: 'zed' }],
  ['bad_cwd', { cwd: '/x', errno: 2 }, { path: '/x' }],
  ['wrong_workspace', { path: '/p', expected: '1', found: null }, { path: '/p' }],
  ['mount_failed', {}, { message: 'so it is' }],
  ['too_many_processes', {}, {}],
  ['program_not_found', { surprising: 1 }, { program: 'so it is' }],
])('%s with %j is our own error', (code, data, ours) => {
  expect(of(code, data)).toEqual({ code, data: ours });
});

test('why a program cannot be executed is said in words', () => {
  const reason = (errno: number): unknown => of('program_not_executable', { program: '/x', errno });
  expect(reason(13)).toMatchObject({ data: { reason: 'permission denied' } });
  expect(reason(2)).toMatchObject({ data: { reason: 'its interpreter does not exist in the sandbox' } });
  expect(reason(8)).toMatchObject({ data: { reason: 'it is no program for this machine' } });
});

test('any other code is a refusal with what the agent says', () => {
  expect(of('no_space', {})).toEqual({
    code: 'guest_refused',
    data: { request: 'POST /v1/x', code: 'no_space', message: 'so it is' },
  });
});

test('a body that is none is misbehaviour, whatever it is', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (body) => {
      expect(refusal('GET /', 500, Buffer.from(body)).error.code).toBe('guest_misbehaved');
    }),
    tries(),
  );
});

test('whatever the guest says, its error is one that crosses every border', () => {
  const long = fc.integer({ min: 0, max: 20_000 }).map((length) => 'x'.repeat(length));
  const code = fc.constantFrom('program_not_found', 'program_not_executable', 'no_such_user', 'bad_cwd', 'other');
  const data = fc.record({ program: long, errno: fc.integer(), user: long, cwd: long, path: long });
  fc.assert(
    fc.property(code, long, data, (name, message, more) => {
      const body = JSON.stringify({ code: name, message, data: more });
      const { error } = refusal('GET /', 500, Buffer.from(body));
      expect(bellglassError.parse(error)).toEqual(error);
    }),
    tries(),
  );
});
