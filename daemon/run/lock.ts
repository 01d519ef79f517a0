import { readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { systemCode } from '../state/systemReason.js';

/**
 * Makes this process the only daemon of a directory, for as long as it lives. The holder is the living process that the symbolic link
 * `daemon.lock.N` with the highest N names, which is made in one step and on a full disk too. Nobody can take it from outside, since the directory
 * is the user's alone, and a dead holder's does not hold.
 * @param directory one of the user's alone: with the sockets, or the sandboxes
 * @returns whether this process has it now
 */
export function takeLock(directory: string): boolean {
  const latest = latestIn(directory);
  if (holderOf(directory, latest) !== null) return false;
  const own = latest + 1;
  // A link never replaces: of those who saw the same holder dead, one goes on.
  if (!linkOwn(lockAt(directory, own))) return false;
  const others = numbersIn(directory).filter((number) => number !== own);
  // The highest is never removed, so who was slow and finds its number free again finds a higher one too.
  const overtaken = others.some((number) => number > own);
  for (const number of overtaken ? [own] : others) rmSync(lockAt(directory, number), { force: true });
  return !overtaken;
}

/** Takes the lock, unless this process has it already. @returns the process that has it instead; null when it is this one */
export function otherHolder(directory: string): ProcessIdentity | null {
  for (;;) {
    const holder = holderOf(directory, latestIn(directory));
    if (holder !== null) return holder.pid === process.pid ? null : holder;
    if (takeLock(directory)) return null;
  }
}

function holderOf(directory: string, latest: number): ProcessIdentity | null {
  try {
    const [, pid, startTime] = /^(\d+):(\d+)$/.exec(readlinkSync(lockAt(directory, latest))) ?? [];
    if (pid === undefined || startTime === undefined) return null;
    const holder = { pid: Number(pid), startTime };
    return isAlive(holder) ? holder : null;
  } catch {
    return null;
  }
}

function linkOwn(path: string): boolean {
  const own = identityOf(process.pid);
  try {
    symlinkSync(`${String(own?.pid)}:${own?.startTime ?? ''}`, path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

function latestIn(directory: string): number {
  return Math.max(0, ...numbersIn(directory));
}

function numbersIn(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => {
    const number = /^daemon\.lock\.(\d{1,15})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

function lockAt(directory: string, number: number): string {
  return join(directory, `daemon.lock.${String(number)}`);
}
