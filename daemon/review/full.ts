import { stat } from 'node:fs/promises';
import type { RunReview } from '../protocol/reviews/change.js';
import type { ChangesRoom } from '../protocol/wire/changes.js';

/** With less than this, in KiB, there is no room for what programs write at once. */
const least = 1024;

/**
 * Whether a run's changes have filled their disk, so that programs were told that no space was left; null: they have not, or nothing is
 * known. What was removed again before the end of the run is not seen.
 * @param disk the disk of the changes
 */
export async function fullOf(room: ChangesRoom, disk: string): Promise<NonNullable<RunReview['full']> | null> {
  if (room === null || (room.availableKiB >= least && room.files > 0)) return null;
  const sizeMiB = Math.floor((await stat(disk)).size / 1024 / 1024);
  return { of: room.files === 0 ? 'files' : 'bytes', sizeMiB };
}
