import { readFileSync } from 'node:fs';

/** A process that stays the same one when its number is used again: its id, and its start in clock ticks since the host's boot. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

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
