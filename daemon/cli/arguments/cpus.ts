import { UsageError } from './usage.js';

/**
 * A number of CPUs: whole, from 1 on. Whether the host has as many is for the daemon to say.
 * @throws UsageError bad_cpus
 */
export function parseCpus(value: string): number {
  const number = Number(value);
  if (!/^\d{1,4}$/.test(value) || number < 1 || number > 1024) throw new UsageError('bad_cpus', { value });
  return number;
}
