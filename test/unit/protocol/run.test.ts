import { describe, expect, test } from 'vitest';
import { runRequest } from '../../../daemon/protocol/run.js';
import { requestOf } from '../../helpers/daemon/request.js';

describe('a run request', () => {
  test('is taken with everything in it', () => {
    expect(runRequest.safeParse(requestOf(['true'])).success).toBe(true);
  });

  test.each([
    ['an unknown key', { more: 1 }],
    ['no word', { command: { kind: 'argv', argv: [] } }],
    ['a NUL in a word', { command: { kind: 'argv', argv: ['a\0b'] } }],
    ['a relative file', { command: { kind: 'file', path: 'x.py', args: [] } }],
    ['a relative workspace', { workspace: { path: 'x', mode: 'readonly' } }],
    ['an unknown mode', { workspace: { path: '/x', mode: 'rw' } }],
    ['a variable without a name', { env: { '': 'x' } }],
    ['a variable with an equals sign', { env: { 'a=b': 'x' } }],
    ['a NUL in a value', { env: { a: '\0' } }],
    ['half a CPU', { cpus: 0.5 }],
    ['no CPU', { cpus: 0 }],
    ['negative memory', { memoryMiB: -1 }],
    ['endless time', { timeoutMs: Infinity }],
    ['an unknown hypervisor', { hypervisor: 'bochs' }],
    ['an empty user', { user: '' }],
  ])('is refused with %s', (_what, change) => {
    expect(runRequest.safeParse({ ...requestOf(['true']), ...change }).success).toBe(false);
  });

  test('keeps quotes, newlines and other scripts in its environment', () => {
    const env = { A: `"'\n\r$(x)`, Ü: 'ß' };
    expect(runRequest.parse({ ...requestOf(['true']), env }).env).toEqual(env);
  });
});
