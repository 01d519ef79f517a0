import { type SandboxStats } from '../../protocol/sandbox/sandbox.js';
import { kibibytes, percent } from '../show/amounts.js';
import { filled } from '../show/filled.js';
import { type Format } from '../show/format.js';
import { json } from '../show/json.js';
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

/** The cursor to the top, and what is below it away. */
const again = '\u001b[H\u001b[J';

/** What is shown where nothing is known, as Docker. */
const unknown = '--';

/** What a sandbox uses as it is shown, by the names that a template uses: Docker's, and what Docker does not have. */
export interface Used {
  /** The sandbox as it was named; Docker's word. */
  readonly Container: string;
  readonly ID: string;
  readonly Name: string;
  readonly CPUPerc: string;
  readonly MemUsage: string;
  readonly MemPerc: string;
  readonly HostMem: string;
  readonly DiskUsage: string;
  readonly PIDs: string;
}

/** Of one that does not run nothing is known. */
const nothing: Used = {
  Container: unknown,
  ID: unknown,
  Name: unknown,
  CPUPerc: unknown,
  MemUsage: unknown,
  MemPerc: unknown,
  HostMem: unknown,
  DiskUsage: unknown,
  PIDs: unknown,
};

/** What a template of statistics can name. */
export const usedFields: readonly string[] = Object.keys(nothing);

/** What a reading says of its sandbox. */
export function usedOf({ reference, stats, before }: Reading): Used {
  if (stats === null) return { ...nothing, Container: reference, Name: reference };
  return {
    Container: reference,
    ID: stats.id,
    Name: stats.name,
    CPUPerc: processorShare(stats, before),
    MemUsage: `${kibibytes(stats.memoryUsedKiB)} / ${kibibytes(stats.memoryTotalKiB)}`,
    MemPerc: percent(stats.memoryUsedKiB, stats.memoryTotalKiB),
    HostMem: stats.hostMemoryKiB === null ? unknown : kibibytes(stats.hostMemoryKiB),
    DiskUsage: `${kibibytes(stats.diskUsedKiB)} / ${kibibytes(stats.diskTotalKiB)}`,
    PIDs: String(stats.processes),
  };
}

/** Readings as text. @param live whether it takes the place of those before */
export function readingsShown(readings: readonly Reading[], format: Format, live: boolean): string {
  const used = readings.map(usedOf);
  const lines = (things: readonly unknown[]): string => things.map((thing) => `${json(thing)}\n`).join('');
  switch (format.kind) {
    case 'json':
      return lines(readings);
    case 'lines':
      return lines(used);
    case 'template':
      return (live ? again : '') + filled(format, used);
    case 'table':
      return (live ? again : '') + statsTable(used);
  }
}

/** In Docker's columns and the host's. */
function statsTable(used: readonly Used[]): string {
  return table(
    ['ID', 'NAME', 'CPU %', 'MEM USAGE / LIMIT', 'MEM %', 'HOST MEM', 'DISK USAGE / LIMIT', 'PIDS'],
    used.map((one) => [one.ID, one.Name, one.CPUPerc, one.MemUsage, one.MemPerc, one.HostMem, one.DiskUsage, one.PIDs]),
  );
}

/** The share of one CPU between two readings, above 100 % with several; unknown after a start between them. */
export function processorShare(now: SandboxStats, before: SandboxStats | null): string {
  if (before === null || before.uptimeMs >= now.uptimeMs || before.cpuMicros > now.cpuMicros) return unknown;
  return percent((now.cpuMicros - before.cpuMicros) / 1000, now.uptimeMs - before.uptimeMs);
}
