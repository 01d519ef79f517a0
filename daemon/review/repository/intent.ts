import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { refChange } from '../../protocol/reviews/repository.js';
import { systemCode } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import type { ReviewHome } from '../home.js';
import type { Move } from './move.js';

const { name, before, after } = refChange.shape;
const intent = z.strictObject({ version: z.literal(1), moves: z.array(z.strictObject({ name, before, after })) });
const suffix = '.refs.json';

/** Writes down which refs an application moves, before it does. @throws the system's error */
export async function writeIntent(home: ReviewHome, number: number, moves: readonly Move[]): Promise<void> {
  await mkdir(home.applied, { recursive: true, mode: 0o700 });
  await writeAtomically(pathOf(home, number), JSON.stringify({ version: 1, moves }));
}

/** Which refs an application moved, or was about to; null: none. @throws the system's error, Error when it is not whole */
export async function readIntent(home: ReviewHome, number: number): Promise<Move[] | null> {
  try {
    return intent.parse(JSON.parse(await readFile(pathOf(home, number), 'utf8'))).moves;
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return null;
    throw thrown;
  }
}

/** Forgets it. */
export async function forgetIntent(home: ReviewHome, number: number): Promise<void> {
  await rm(pathOf(home, number), { force: true });
}

/** The numbers of the applications that there is one of. */
export async function intents(home: ReviewHome): Promise<number[]> {
  const names = await readdir(home.applied).catch(() => []);
  return names
    .filter((entry) => /^[1-9]\d{0,5}\.refs\.json$/.test(entry))
    .map((entry) => Number(entry.slice(0, -suffix.length)))
    .sort((one, other) => one - other);
}

function pathOf(home: ReviewHome, number: number): string {
  return join(home.applied, `${String(number)}${suffix}`);
}
