import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { BellglassFailure } from '../../protocol/errors.js';
import { systemReason } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import type { ReviewHome } from '../home.js';
import type { RawPath } from '../rawPath.js';

const given = z.strictObject({
  path: z.custom<RawPath>((value) => typeof value === 'string'),
  /** The SHA-256 of its bytes, in hexadecimal; null when nothing of its change is left to be had, whatever it holds. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
const stored = z.strictObject({ version: z.literal(1), files: z.array(given) });

/** A file of which an application took a part, or at which somebody decided a conflict. */
export type Given = z.infer<typeof given>;

/** By their paths, the latest applications before earlier ones. */
export type GivenFiles = ReadonlyMap<RawPath, Given>;

/** Of a review of which nothing was applied in part. */
export const nothingGiven: GivenFiles = new Map();

/** Writes down what an application makes. It lies with the application's journal, and so goes when that is taken back. @throws the system's error */
export async function storeGiven(directory: string, files: readonly Given[]): Promise<void> {
  if (files.length > 0) await writeAtomically(placeIn(directory), JSON.stringify({ version: 1, files }));
}

/** What the applications of a review made. @param applications how many there are @throws BellglassFailure review_unreadable */
export async function loadGiven(home: ReviewHome, applications: number): Promise<GivenFiles> {
  const files = new Map<RawPath, Given>();
  for (let number = 1; number <= applications; number++)
    for (const file of await load(placeIn(join(home.applied, String(number))))) files.set(file.path, file);
  return files;
}

/** What a content is told by. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function placeIn(directory: string): string {
  return join(directory, 'given.json');
}

async function load(path: string): Promise<readonly Given[]> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return [];
  try {
    return stored.parse(JSON.parse(text)).files;
  } catch (thrown) {
    throw new BellglassFailure({ code: 'review_unreadable', data: { path, reason: systemReason(thrown) } });
  }
}
