import { UsageError } from './usage.js';

const mebibyte = 1024 * 1024;
const factors: Record<string, number> = { '': 1, k: 1024, m: mebibyte, g: 1024 * mebibyte, t: mebibyte * mebibyte };
/** Most that is passed on, in MiB; what the host has is for the daemon to say. */
const mostMiB = 16 * mebibyte;

/**
 * A size as Docker reads it: a number, then b, k, m, g or t for powers of 1024, bytes without.
 * @returns MiB, rounded up; null when it is none, or less than one
 */
export function mebibytesOf(value: string): number | null {
  const match = /^(\d{1,15}(?:\.\d{1,9})?) ?([kmgt]?)i?b?$/i.exec(value);
  const number = Number(match?.[1] ?? Number.NaN);
  const bytes = number * (factors[match?.[2]?.toLowerCase() ?? ''] ?? Number.NaN);
  return bytes >= mebibyte ? Math.ceil(bytes / mebibyte) : null;
}

/**
 * A size of memory.
 * @returns MiB
 * @throws UsageError bad_memory
 */
export function parseMemory(value: string): number {
  const mebibytes = mebibytesOf(value);
  if (mebibytes === null || mebibytes > mostMiB) throw new UsageError('bad_memory', { value });
  return mebibytes;
}
