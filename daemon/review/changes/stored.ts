import { open } from 'node:fs/promises';
import * as z from 'zod';
import { BellglassFailure } from '../../protocol/errors.js';
import { systemReason } from '../../state/systemReason.js';
import { writeAtomically } from '../../state/writeAtomically.js';
import { change, type Change } from './change.js';

const first = z.strictObject({ version: z.literal(2) });
const last = z.strictObject({ end: z.literal(true), changes: z.int() });
const changeOrLast = z.union([change, last]);
/** How many lines are written at a time. */
const aPiece = 1000;

/** Writes a change set down, whole or not at all: a line a change, since all of them may be longer than a string. @throws the system's error */
export async function storeChanges(path: string, changes: readonly Change[]): Promise<void> {
  await writeAtomically(path, linesOf(changes));
}

function* linesOf(changes: readonly Change[]): Generator<string> {
  const lines = (some: readonly object[]): string => some.map((one) => `${JSON.stringify(one)}\n`).join('');
  yield lines([{ version: 2 }]);
  for (let at = 0; at < changes.length; at += aPiece) yield lines(changes.slice(at, at + aPiece));
  yield lines([{ end: true, changes: changes.length }]);
}

/** Reads it again. @throws BellglassFailure review_unreadable */
export async function loadChanges(path: string): Promise<Change[]> {
  try {
    return await read(path);
  } catch (thrown) {
    throw new BellglassFailure({ code: 'review_unreadable', data: { path, reason: systemReason(thrown) } });
  }
}

async function read(path: string): Promise<Change[]> {
  const file = await open(path);
  try {
    const changes: Change[] = [];
    let [begun, ended] = [false, false];
    for await (const line of file.readLines({ autoClose: false })) {
      if (ended) throw new Error('it goes on after its end');
      const read: unknown = JSON.parse(line);
      if (!begun) {
        first.parse(read);
        begun = true;
        continue;
      }
      const one = changeOrLast.parse(read);
      if (!('end' in one)) changes.push(one);
      else if (one.changes === changes.length) ended = true;
      else throw new Error('it lacks changes');
    }
    if (!ended) throw new Error('it was cut off');
    return changes;
  } finally {
    await file.close();
  }
}
