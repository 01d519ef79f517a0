import { UsageError } from './usage.js';

/** The most that the protocol takes: ten minutes. */
const longestGrace = 600;

/**
 * How long a stop may take, in whole seconds.
 * @returns milliseconds
 * @throws UsageError bad_grace
 */
export function parseGrace(value: string): number {
  const seconds = Number(value);
  if (!/^\d{1,3}$/.test(value) || seconds > longestGrace) throw new UsageError('bad_grace', { value });
  return seconds * 1000;
}

/**
 * How many of the sandboxes that were made last are listed.
 * @throws UsageError bad_last
 */
export function parseLast(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new UsageError('bad_last', { value });
  return Number(value);
}

/** The most that the protocol takes. */
const mostRuns = 10_000;

/**
 * How many of the newest runs are listed.
 * @throws UsageError bad_runs
 */
export function parseRuns(value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > mostRuns) throw new UsageError('bad_runs', { value });
  return Number(value);
}

/**
 * How many of the last lines are shown.
 * @returns null for all
 * @throws UsageError bad_tail
 */
export function parseTail(value: string): number | null {
  if (value === 'all') return null;
  if (!/^\d{1,9}$/.test(value)) throw new UsageError('bad_tail', { value });
  return Number(value);
}
