import * as z from 'zod';
import type { Session } from '../session/world.js';
import { shownVariable } from './claims.js';

const shown = new Set(z.array(z.string()).parse(JSON.parse(process.env[shownVariable] ?? '[]')));

/**
 * Does the work that shows these sentences, unless tries before this one have shown all of them.
 * A sentence and its positive control belong into one block, so that both are about the same rig.
 * No machine may be left after it: a rig that hangs later does not come to the look at its end.
 */
export async function block(session: Session, sentences: readonly string[], work: () => Promise<void>): Promise<void> {
  if (sentences.every((sentence) => shown.has(sentence))) return;
  await work();
  await session.expectNoMachine();
}
