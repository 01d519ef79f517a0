import { readFile } from 'node:fs/promises';
import { askProcesses, askStats } from '../guest/system.js';
import { descendants } from '../machine/processFamily.js';
import type { SandboxStats } from '../protocol/sandbox/sandbox.js';
import type { PsEntry } from '../protocol/wire/agent.js';
import type { KeptSandbox } from './keptSandbox.js';

/** Clock ticks of /proc a second (USER_HZ), as microseconds each. */
const microsPerTick = 10_000;

/** What a running sandbox uses, in its guest and on the host. @throws BellglassFailure sandbox_not_running and the guest_ errors */
export async function measure({ id, name, sandbox }: KeptSandbox): Promise<SandboxStats> {
  const { pid } = sandbox.machine;
  const pids = [pid, ...descendants(pid).map((one) => one.pid)];
  const [stats, memory, cpu] = await Promise.all([
    askStats(sandbox.session),
    Promise.all(pids.map(memoryOf)),
    Promise.all(pids.map(cpuOf)),
  ]);
  return {
    id,
    name,
    cpuMicros: stats.cpuMicros,
    uptimeMs: stats.uptimeMillis,
    memoryUsedKiB: Math.max(0, stats.memoryTotalKiB - stats.memoryAvailableKiB),
    memoryTotalKiB: stats.memoryTotalKiB,
    diskUsedKiB: Math.max(0, stats.rootTotalKiB - stats.rootFreeKiB),
    diskTotalKiB: stats.rootTotalKiB,
    processes: stats.processes,
    hostMemoryKiB: memory.includes(null) ? null : memory.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    hostCpuMicros: cpu.reduce((sum, one) => sum + one, 0),
  };
}

/** The processes in its guest, as that tells them. @throws BellglassFailure sandbox_not_running and the guest_ errors */
export async function processesOf({ sandbox }: KeptSandbox): Promise<PsEntry[]> {
  return await askProcesses(sandbox.session);
}

// A jailed process cannot be looked into by its own user everywhere: then what statm says must do, which counts shared pages in full.
async function memoryOf(pid: number): Promise<number | null> {
  const rollup = await text(`/proc/${String(pid)}/smaps_rollup`);
  const share = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  if (share !== undefined) return Number(share);
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(await text(`/proc/${String(pid)}/status`))?.[1];
  return resident === undefined ? null : Number(resident);
}

async function cpuOf(pid: number): Promise<number> {
  const stat = await text(`/proc/${String(pid)}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * microsPerTick;
}

async function text(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
