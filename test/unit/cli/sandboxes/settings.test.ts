import { describe, expect, test } from 'vitest';
import { checkedName, settingsOf } from '../../../../daemon/cli/sandboxes/settings.js';
import { sandboxSettings } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { runArguments } from '../samples.js';

const caller = { cwd: '/home/alice/p', env: { TOKEN: 'secret' } };

describe('the settings that arguments mean', () => {
  test('are valid, show the current directory, and carry none of the caller’s variables', () => {
    const settings = settingsOf({ ...runArguments, mode: 'readonly' }, caller, false);
    expect(sandboxSettings.parse(settings)).toEqual(settings);
    expect(settings).toMatchObject({
      workspace: { path: caller.cwd, mode: 'readonly' },
      cwd: caller.cwd,
      env: {},
      autoRemove: false,
    });
  });

  test('are those that were asked for', () => {
    const mounts = [{ source: '/a', target: '/b', readOnly: true }];
    const asked = { mounts, diskMiB: 64, ttlMs: 1, idleStopMs: 2, cpus: 3, memoryMiB: 512, mode: 'none' as const };
    const environment = [{ name: 'TOKEN', value: null }];
    expect(settingsOf({ ...runArguments, ...asked, environment }, caller, true)).toMatchObject({
      ...{ mounts, diskMiB: 64, ttlMs: 1, idleStopMs: 2, cpus: 3, memoryMiB: 512 },
      workspace: null,
      env: { TOKEN: 'secret' },
      autoRemove: true,
    });
  });
});

describe('a name', () => {
  test.each(['dev', 'a.b_c-1', null])('%s is one, or none', (name) => {
    expect(checkedName(name)).toBe(name);
  });

  test.each(['', '-x', 'a b', 'a/b', 'x'.repeat(64), '\u001b[2J'])('%j is none', (name) => {
    expect(() => checkedName(name)).toThrow(/^bad_sandbox_name/);
  });
});
