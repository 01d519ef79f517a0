import { readdirSync, readFileSync } from 'node:fs';

/** Linux's USER_HZ, which is 100 wherever Node runs. */
const ticksPerSecond = 100;

/** CPU that a process has used, and that its ended children have, in milliseconds; counted in steps of 10 ms, so measure it over many runs. */
export function cpuOf(pid: number): { own: number; children: number } {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  // The name may hold anything; behind its parenthesis utime, stime, cutime and cstime are the 12th to the 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (from: number): number => Number(fields[from]) + Number(fields[from + 1]);
  return { own: (ticks(11) * 1000) / ticksPerSecond, children: (ticks(13) * 1000) / ticksPerSecond };
}

/** CPU that each thread of a process has used, in milliseconds and exact; none when the process is gone. */
export function threadsOf(pid: number): Map<number, number> {
  const tasks = `/proc/${String(pid)}/task`;
  const used = new Map<number, number>();
  for (const task of orNothing(() => readdirSync(tasks)) ?? []) {
    const nanoseconds = orNothing(() => readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
    if (nanoseconds !== undefined) used.set(Number(task), Number(nanoseconds) / 1e6);
  }
  return used;
}

/** The name of a process's program, as the kernel cuts it; empty when it is gone. */
export function nameOf(pid: number): string {
  return orNothing(() => readFileSync(`/proc/${String(pid)}/comm`, 'utf8').trim()) ?? '';
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
