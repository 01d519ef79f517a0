import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** A process that stays the same one when its number is used again: its id, and its start in clock ticks since the host's boot. */
export const processIdentity = z.strictObject({ pid: z.int(), startTime: z.string() });
/** A process that stays the same one when its number is used again. */
export type ProcessIdentity = Readonly<z.infer<typeof processIdentity>>;

/** The identity of a running process; null when there is none, or only its remains. */
export function identityOf(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything, so fields count from the last one: state is the first, the start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[19];
    return startTime === undefined || fields[0] === 'Z' || fields[0] === 'X' ? null : { pid, startTime };
  } catch {
    return null;
  }
}

/** Whether that very process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startTime === identity.startTime;
}

/** Clock ticks of /proc a second; the kernel's own number for programs, whatever its timer does (USER_HZ). */
const ticksPerSecond = 100;

/** How long ago that process was started, in milliseconds; the time that the host slept counts, and its clock may be set. */
export function ageOf({ startTime }: ProcessIdentity): number {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return Math.max(0, uptime * 1000 - (Number(startTime) * 1000) / ticksPerSecond);
}
