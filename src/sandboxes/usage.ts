import type { SandboxStats } from '../../daemon/protocol/sandbox/sandbox.js';

/** What a sandbox uses, for people. */
export interface Usage {
  /** Of one CPU, in percent; null before the second reading. */
  readonly cpuPercent: number | null;
  readonly memoryMiB: number;
  /** Of this machine's memory; null where it is not known. */
  readonly hostMemoryMiB: number | null;
}

/** Makes usage of two readings, the earlier of which may be missing, or of another start of the sandbox. */
export function usageOf(now: SandboxStats, before: SandboxStats | undefined): Usage {
  const elapsed = before === undefined ? 0 : now.uptimeMs - before.uptimeMs;
  const spent = before === undefined ? 0 : now.cpuMicros - before.cpuMicros;
  return {
    cpuPercent: elapsed > 0 && spent >= 0 ? Math.round(spent / 10 / elapsed) : null,
    memoryMiB: Math.round(now.memoryUsedKiB / 1024),
    hostMemoryMiB: now.hostMemoryKiB === null ? null : Math.round(now.hostMemoryKiB / 1024),
  };
}

/** As a row of a list says it. */
export function usageText({ cpuPercent, memoryMiB }: Usage): string {
  return [...(cpuPercent === null ? [] : [`${String(cpuPercent)} %`]), `${String(memoryMiB)} MiB`].join(' · ');
}
