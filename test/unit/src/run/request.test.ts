import { describe, expect, test } from 'vitest';
import { limits } from '../../../../daemon/protocol/limits.js';
import { runRequest } from '../../../../daemon/protocol/run.js';
import { requestOf } from '../../../../src/run/request.js';
import { commandOf, wholeOf } from '../../../../src/run/target.js';
import type { Settings } from '../../../../src/settings.js';

const settings: Settings = { hypervisor: 'auto', memoryMiB: 512, cpus: null, idleStopMinutes: 60 };
const shown = { path: '/w', mode: 'readonly' } as const;
const size = { rows: 30, cols: 100 };

describe('the request of a run', () => {
  test('is one that the daemon takes, with a terminal and the settings', () => {
    const source = { path: '/w/a.py', name: 'a.py', languageId: 'python', text: 'x', dirty: true };
    const request = requestOf(wholeOf(source, { folder: '/w' }), shown, settings, size);
    expect(runRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      command: { kind: 'file', path: '/w/a.py', content: 'x' },
      workspace: { path: '/w', mode: 'readonly' },
      terminal: size,
      stdin: true,
      memoryMiB: 512,
      allowBroadWorkspace: false,
      env: {},
    });
  });

  test.each([
    ['longer than is taken', 'x'.repeat(limits.givenContent + 1)],
    ['too long as JSON', '\u0001'.repeat(limits.givenContent)],
    ['too long in bytes', '\u0001中'.repeat(2 * 1024 * 1024)],
  ])('a text that is not saved and is %s is named, with its size', (_what, text) => {
    const source = { path: '/w/a.py', name: 'a.py', languageId: 'python', text, dirty: true };
    const data = { path: '/w/a.py', bytes: Buffer.byteLength(text), limit: limits.givenContent };
    expect(() => requestOf(wholeOf(source, { folder: '/w' }), shown, settings, size)).toThrow(
      expect.objectContaining({ error: { code: 'file_too_large', data } }),
    );
  });

  test('gives a command to a shell', () => {
    const { command } = requestOf(commandOf('npm test && echo "a b"'), shown, settings, size);
    expect(command).toEqual({ kind: 'argv', argv: ['/bin/sh', '-c', 'npm test && echo "a b"'] });
  });

  test('has no terminal and no input where the output is plain text', () => {
    expect(requestOf(commandOf('x'), shown, settings, null)).toMatchObject({ terminal: null, stdin: false });
  });

  test('shows no folder where there is none, or none is to be seen', () => {
    expect(requestOf(commandOf('x'), null, settings, size)).toMatchObject({ workspace: null, cwd: null });
    expect(requestOf(commandOf('x'), { path: '/w', mode: 'none' }, settings, size)).toMatchObject({ workspace: null });
  });
});
