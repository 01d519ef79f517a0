import { describe, expect, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
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
    ['a terminal without rows', { terminal: { rows: 0, cols: 80 } }],
    ['a terminal wider than any', { terminal: { rows: 24, cols: 1001 } }],
  ])('is refused with %s', (_what, change) => {
    expect(runRequest.safeParse({ ...requestOf(['true']), ...change }).success).toBe(false);
  });

  test('gives a content with its file or none, and no more of it than is allowed', () => {
    const fileOf = (more: object) =>
      runRequest.safeParse({ ...requestOf(['true']), command: { kind: 'file', path: '/x.py', args: [], ...more } });
    expect(fileOf({}).data?.command).toMatchObject({ content: null });
    expect(fileOf({ content: '\0 any \ud800 text' }).success).toBe(true);
    expect(fileOf({ content: 'x'.repeat(limits.givenContent) }).success).toBe(true);
    expect(fileOf({ content: 'x'.repeat(limits.givenContent + 1) }).success).toBe(false);
    expect(fileOf({ content: Buffer.from('x') }).success).toBe(false);
  });

  test('has no terminal unless it says so', () => {
    const { terminal, ...rest } = requestOf(['true']);
    expect([terminal, runRequest.parse(rest).terminal]).toEqual([null, null]);
    const size = { rows: 24, cols: 80 };
    expect(runRequest.parse({ ...rest, terminal: size }).terminal).toEqual(size);
  });

  test('keeps quotes, newlines and other scripts in its environment', () => {
    const env = { A: `"'\n\r$(x)`, Ü: 'ß' };
    expect(runRequest.parse({ ...requestOf(['true']), env }).env).toEqual(env);
  });
});
