import { describe, expect, test } from 'vitest';
import type { SandboxStats } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { usageOf, usageText } from '../../../../src/sandboxes/usage.js';

const reading: SandboxStats = {
  id: '0123456789ab',
  name: 'dev',
  cpuMicros: 1_000_000,
  uptimeMs: 10_000,
  memoryUsedKiB: 65_536,
  memoryTotalKiB: 1_048_576,
  diskUsedKiB: 0,
  diskTotalKiB: 1024,
  processes: 1,
  hostMemoryKiB: 135_168,
  hostCpuMicros: 0,
};

describe('what a sandbox uses', () => {
  test('is of one CPU between two readings', () => {
    const later = { ...reading, cpuMicros: 2_500_000, uptimeMs: 13_000 };
    expect(usageOf(later, reading)).toEqual({ cpuPercent: 50, memoryMiB: 64, hostMemoryMiB: 132 });
    expect(usageText(usageOf(later, reading))).toBe('50 % · 64 MiB');
  });

  test('has no percentage at the first reading, and none over a new start', () => {
    expect(usageText(usageOf(reading, undefined))).toBe('64 MiB');
    expect(usageOf({ ...reading, cpuMicros: 10, uptimeMs: 100 }, reading).cpuPercent).toBeNull();
    expect(usageOf(reading, reading).cpuPercent).toBeNull();
  });

  test('does not say what this machine does not know', () => {
    expect(usageOf({ ...reading, hostMemoryKiB: null }, undefined).hostMemoryMiB).toBeNull();
  });
});
