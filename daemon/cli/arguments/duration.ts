import { UsageError } from './usage.js';

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The longest that a timer can wait, in milliseconds: 24.8 days. */
const longest = 2 ** 31 - 1;

/**
 * A duration: 30s, 2m, 1h, 500ms, 1m30s; a bare number is seconds, as in timeout(1).
 * @returns milliseconds, at least 1
 * @throws UsageError bad_duration
 */
export function parseDuration(value: string): number {
  const text = /^\d+(\.\d+)?$/.test(value) ? `${value}s` : value;
  if (value.length > 64 || !/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) throw new UsageError('bad_duration', { value });
  let milliseconds = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    milliseconds += Number(number) * (units[unit] ?? Number.NaN);
  }
  const whole = Math.round(milliseconds);
  if (!(whole >= 1 && whole <= longest)) throw new UsageError('bad_duration', { value });
  return whole;
}
