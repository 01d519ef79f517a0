import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is kept of one run. */
export interface KeptRun {
  /** In bytes. */
  readonly size: number;
  /** Whether somebody has yet to settle what it changed. */
  readonly waiting: boolean;
}

/**
 * Which are dropped, so that the rest takes no more than there may be: those that nobody waits for before the others, oldest first.
 * @param runs oldest first
 * @param most in bytes
 */
export function tooMuch<T extends KeptRun>(runs: readonly T[], most: number): T[] {
  let left = runs.reduce((sum, { size }) => sum + size, 0);
  const inOrder = [...runs.filter(({ waiting }) => !waiting), ...runs.filter(({ waiting }) => waiting)];
  const dropped: T[] = [];
  for (const run of inOrder) {
    if (left <= most) break;
    if (run.size === 0) continue;
    dropped.push(run);
    left -= run.size;
  }
  return dropped;
}

/** What a directory takes on its disk with all that is in it, in bytes; what goes meanwhile counts nothing. */
export async function sizeOf(directory: string): Promise<number> {
  // stat counts in 512 bytes, whatever the file system has.
  return 512 * (await blocksOf(directory));
}

async function blocksOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  let blocks = 0;
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) blocks += await blocksOf(path);
    else if (entry.isFile()) blocks += (await stat(path).catch(() => null))?.blocks ?? 0;
  }
  return blocks;
}
