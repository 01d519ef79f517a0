import { limits } from '../../protocol/limits.js';
import { mebibytesOf } from './memory.js';
import { UsageError } from './usage.js';

/**
 * The size of a disk.
 * @returns MiB
 * @throws UsageError bad_disk
 */
export function parseDisk(value: string): number {
  const mebibytes = mebibytesOf(value);
  if (mebibytes === null || mebibytes < limits.minimumDiskMiB || mebibytes > limits.maximumDiskMiB)
    throw new UsageError('bad_disk', { value });
  return mebibytes;
}
