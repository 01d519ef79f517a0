import { readFileSync } from 'node:fs';

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
