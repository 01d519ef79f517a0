import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { BellglassFailure } from '../../protocol/errors.js';
import { systemReason } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import { change, type Change } from './change.js';

const stored = z.strictObject({ version: z.literal(1), changes: z.array(change) });

/** Writes a change set down, whole or not at all. @throws the system's error */
export async function storeChanges(path: string, changes: readonly Change[]): Promise<void> {
  await writeAtomically(path, JSON.stringify({ version: 1, changes }));
}

/** Reads it again. @throws BellglassFailure review_unreadable */
export async function loadChanges(path: string): Promise<Change[]> {
  try {
    return stored.parse(JSON.parse(await readFile(path, 'utf8'))).changes;
  } catch (thrown) {
    throw new BellglassFailure({ code: 'review_unreadable', data: { path, reason: systemReason(thrown) } });
  }
}
