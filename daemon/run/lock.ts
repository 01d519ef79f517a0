import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readTrace } from '../machine/runDirectory.js';
import { identityOf, isAlive } from '../state/processIdentity.js';
import { systemCode } from '../state/systemReason.js';

const holder = z.strictObject({ pid: z.int(), startTime: z.string() });

/**
 * Makes this process the user's only daemon, for as long as it lives. The holder is the living process that `daemon.lock.N` with the
 * highest N names. Nobody can take it from outside, since the directory is the user's alone, and a dead holder's does not hold.
 * @param runtime the user's runtime directory
 * @returns whether this process has it now
 */
export async function takeLock(runtime: string): Promise<boolean> {
  const latest = Math.max(0, ...numbersIn(runtime));
  const other = latest === 0 ? null : await readTrace(lockAt(runtime, latest), holder);
  if (other !== null && isAlive(other)) return false;
  const own = latest + 1;
  // A link never replaces: of those who saw the same holder dead, one goes on.
  if (!linkOwn(runtime, lockAt(runtime, own))) return false;
  const others = numbersIn(runtime).filter((number) => number !== own);
  // The highest is never removed, so who was slow and finds its number free again finds a higher one too.
  const overtaken = others.some((number) => number > own);
  for (const number of overtaken ? [own] : others) rmSync(lockAt(runtime, number), { force: true });
  return !overtaken;
}

function linkOwn(runtime: string, path: string): boolean {
  const draft = join(runtime, `lock-${randomBytes(8).toString('hex')}`);
  try {
    writeFileSync(draft, JSON.stringify(identityOf(process.pid)), { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return false;
    throw thrown;
  } finally {
    rmSync(draft, { force: true });
  }
}

function numbersIn(runtime: string): number[] {
  return readdirSync(runtime).flatMap((name) => {
    const number = /^daemon\.lock\.(\d{1,15})$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

function lockAt(runtime: string, number: number): string {
  return join(runtime, `daemon.lock.${String(number)}`);
}
