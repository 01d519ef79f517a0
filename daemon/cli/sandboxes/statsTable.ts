import { type SandboxStats } from '../../protocol/sandbox/sandbox.js';
import { kibibytes, percent } from '../show/amounts.js';
import { table } from '../show/table.js';

/** Two readings of one sandbox, from which a share of time comes. */
export interface Reading {
  /** As it was named. */
  readonly reference: string;
  /** null: it does not run. */
  readonly stats: SandboxStats | null;
  /** The reading before; null when there is none. */
  readonly before: SandboxStats | null;
}

/** What is shown where nothing is known, as Docker. */
const unknown = '--';

/** What sandboxes use as a table, in Docker's columns and the host's. */
export function statsTable(readings: readonly Reading[]): string {
  return table(
    ['ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'HOST MEM', 'DISK USAGE / LIMIT', 'PIDS'],
    readings.map(({ reference, stats, before }) => {
      if (stats === null) return [unknown, reference, ...Array<string>(6).fill(unknown)];
      return [
        stats.id,
        stats.name,
        processorShare(stats, before),
        `${kibibytes(stats.memoryUsedKiB)} / ${kibibytes(stats.memoryTotalKiB)}`,
        percent(stats.memoryUsedKiB, stats.memoryTotalKiB),
        stats.hostMemoryKiB === null ? unknown : kibibytes(stats.hostMemoryKiB),
        `${kibibytes(stats.diskUsedKiB)} / ${kibibytes(stats.diskTotalKiB)}`,
        String(stats.processes),
      ];
    }),
  );
}

/** The share of one CPU between two readings, above 100 % with several; unknown after a start between them. */
export function processorShare(now: SandboxStats, before: SandboxStats | null): string {
  if (before === null || before.uptimeMs >= now.uptimeMs || before.cpuMicros > now.cpuMicros) return unknown;
  return percent((now.cpuMicros - before.cpuMicros) / 1000, now.uptimeMs - before.uptimeMs);
}
