import { describe, expect, test } from 'vitest';
import { sandboxSettings } from '../../../../daemon/protocol/sandbox/sandbox.js';
import type { Settings } from '../../../../src/settings.js';
import { keptSettings, sandboxFields } from '../../../../src/workspace/asked.js';

const settings: Settings = { hypervisor: 'qemu', memoryMiB: 512, cpus: 1, idleStopMinutes: 5 };

describe('what a sandbox is asked to be', () => {
  test('is what the daemon takes', () => {
    const kept = keptSettings({ path: '/w', mode: 'direct' }, settings);
    expect(sandboxSettings.parse(kept)).toEqual(kept);
    expect(kept).toMatchObject({
      image: 'host',
      workspace: { path: '/w', mode: 'direct' },
      cwd: '/w',
      hypervisor: 'qemu',
      memoryMiB: 512,
      cpus: 1,
      idleStopMs: 300_000,
      autoRemove: false,
    });
  });

  test('holds nothing of this machine but the folder: no variable, no other directory, no broad one', () => {
    expect(sandboxFields({ path: '/w', mode: 'readonly' }, settings)).toMatchObject({
      env: {},
      mounts: [],
      allowBroadWorkspace: false,
    });
  });

  test('has no folder where none is to be seen', () => {
    for (const shown of [null, { path: '/w', mode: 'none' } as const])
      expect(sandboxFields(shown, settings)).toMatchObject({ workspace: null, cwd: null });
  });

  test('is never stopped for idleness when the setting is 0', () => {
    expect(keptSettings(null, { ...settings, idleStopMinutes: 0 }).idleStopMs).toBeNull();
  });
});
