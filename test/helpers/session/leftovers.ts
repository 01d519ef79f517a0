import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process as it is known from outside. */
export interface Process {
  readonly pid: number;
  readonly command: string;
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Ended meanwhile, or another user's: not one that this test started.
    return '';
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/**
 * Every process that has to do with a directory: by its command line, its environment, its program, or what is mounted where it lives
 * (a jailed hypervisor has neither environment nor a telling command line).
 * @param name the directory's last component, unique on the host
 */
export function processesOf(name: string): Process[] {
  const found: Process[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid || isZombie(pid)) continue;
    const command = text(`/proc/${entry}/cmdline`).replaceAll('\0', ' ').trim();
    const traces = [command, text(`/proc/${entry}/environ`), link(`/proc/${entry}/exe`)];
    if (traces.some((trace) => trace.includes(name)) || ownMounts(entry).includes(name)) found.push({ pid, command });
  }
  return found;
}

function isZombie(pid: number): boolean {
  return /^\d+ \(.*\) [ZX] /s.test(text(`/proc/${String(pid)}/stat`));
}

/** Mounts that only this process's namespace has. */
function ownMounts(pid: string): string {
  if (link(`/proc/${pid}/ns/mnt`) === link('/proc/self/ns/mnt')) return '';
  return text(`/proc/${pid}/mountinfo`);
}

/** Mounts and unix sockets of the host that have to do with a directory. */
export function mountsAndSocketsOf(name: string): string[] {
  const lines = ['/proc/self/mountinfo', '/proc/net/unix'].flatMap((path) => text(path).split('\n'));
  return lines.filter((line) => line.includes(name));
}

/** When a process was started, in clock ticks after the host's boot; null when it is gone. With the pid it names a process for good. */
export function startTime(pid: number): string | null {
  if (isZombie(pid)) return null;
  const stat = text(`/proc/${String(pid)}/stat`);
  return stat === '' ? null : (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}
