import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BellglassFailure } from '../protocol/errors.js';
import { systemReason } from './systemReason.js';

/** Where distributions put it; an ordinary user's PATH often lacks the first two, and is not to be trusted. */
const usualPlaces = ['/usr/sbin', '/sbin', '/usr/bin', '/usr/local/sbin'];
/** Of a new disk so much is soon written: the journal, the first programs' own files; in MiB. */
const beginning = 256;
/** How long it may take, in milliseconds; it writes a few MiB. */
const deadline = 60_000;

/**
 * Makes a sparse file with an empty ext4, as an ordinary user.
 * @throws BellglassFailure disk_failed
 */
export async function makeDisk(path: string, sizeMiB: number): Promise<void> {
  try {
    const program = await findMke2fs();
    const file = await open(path, 'wx', 0o600);
    try {
      await file.truncate(sizeMiB * 1024 * 1024);
    } finally {
      await file.close();
    }
    // Blocks for root alone would be lost, and tables that nobody reads yet would be written for nothing.
    const lazily = 'lazy_itable_init=1,lazy_journal_init=1,root_owner=0:0';
    const args = ['-q', '-F', '-t', 'ext4', '-m', '0', '-E', lazily, path];
    await promisify(execFile)(program, args, { timeout: deadline, env: {}, cwd: '/' });
  } catch (thrown) {
    const data = { path, reason: systemReason(thrown).slice(0, 4096) };
    throw new BellglassFailure({ code: 'disk_failed', data }, { cause: thrown });
  }
}

/** Whether there is room in that directory for what is soon written of a disk of that size. @throws BellglassFailure disk_space, disk_failed */
export async function checkSpace(path: string, sizeMiB: number): Promise<void> {
  const neededMiB = Math.min(sizeMiB, beginning);
  const { bavail, bsize } = await statfs(path).catch((thrown: unknown) => {
    throw new BellglassFailure(
      { code: 'disk_failed', data: { path, reason: systemReason(thrown) } },
      { cause: thrown },
    );
  });
  const freeMiB = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMiB < neededMiB) throw new BellglassFailure({ code: 'disk_space', data: { path, freeMiB, neededMiB } });
}

async function findMke2fs(): Promise<string> {
  for (const place of usualPlaces) {
    const program = join(place, 'mke2fs');
    try {
      await access(program, constants.X_OK);
      return program;
    } catch {
      // The next place may have it.
    }
  }
  throw new Error('mke2fs is not installed');
}
