import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import type { PlanEntry } from '../../protocol/wire/applyPlan.js';
import type { Applied } from '../../protocol/wire/applied.js';
import { systemReason } from '../../state/systemReason.js';
import type { Source } from '../collect.js';
import type { ReviewHome } from '../home.js';
import { applyPlan, recoverPlan, type Journal } from './execute.js';
import { storeGiven, type Given } from './given.js';
import type { Plan } from './plan.js';
import { stage, type Bases } from './stage.js';

/** The journal of an application, by its number. */
export function journalOf(home: ReviewHome, number: number, workspace: string, program: string): Journal {
  const at = (one: number): string => join(home.applied, String(one));
  const earlier = Array.from({ length: number - 1 }, (_, index) => at(index + 1));
  return { program, directory: at(number), workspace, earlier };
}

/**
 * Applies a plan: what it needs is brought to the host first, and then the folder is changed whole or not at all.
 * @param source the guest; null: nothing of it is needed
 * @param given what files become that are then neither side's
 * @throws BellglassFailure apply_failed, the guest_ errors
 */
export async function apply(
  journal: Journal,
  plan: Plan,
  bases: Bases,
  source: Source | null,
  given: readonly Given[] = [],
): Promise<Applied> {
  const { directory } = journal;
  let done: Applied | null = null;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await stage(plan.staged, join(directory, 'staged'), source, bases);
    await storeGiven(directory, given);
    await writePlan(join(directory, 'plan.ndjson'), journal.workspace, plan.entries);
    done = await applyPlan(journal);
    return done;
  } catch (thrown) {
    throw thrown instanceof BellglassFailure ? thrown : failed(directory, thrown);
  } finally {
    // Without an application there is nothing to undo; one that was cut off is ended at the next start.
    if (done?.outcome !== 'applied') await ended(journal);
  }
}

/** Ends the applications of a review that were cut off. @param known how many are known of @returns how many there are now */
export async function endCutOff(home: ReviewHome, known: number, workspace: string, program: string): Promise<number> {
  const numbers = (await readdir(home.applied).catch(() => [])).map(Number).filter((number) => number > known);
  let count = known;
  for (const number of numbers.sort((one, other) => one - other)) {
    const journal = journalOf(home, number, workspace, program);
    const { standing } = await recoverPlan(journal);
    if (standing === 'applied') count = number;
    else await rm(journal.directory, { recursive: true, force: true });
  }
  return count;
}

async function ended(journal: Journal): Promise<void> {
  const { standing } = await recoverPlan(journal).catch(() => ({ standing: 'unknown' }));
  if (standing === 'before' || standing === 'notBegun') await rm(journal.directory, { recursive: true, force: true });
}

async function writePlan(path: string, workspace: string, entries: readonly PlanEntry[]): Promise<void> {
  const { dev, ino } = await stat(workspace, { bigint: true }).catch((thrown: unknown) => {
    throw failed(workspace, thrown);
  });
  const head = { version: 1, workspace, device: String(dev), inode: String(ino) };
  const file = await open(path, 'wx', 0o600);
  try {
    for (const line of [head, ...entries, { end: true, entries: entries.length }])
      await file.writeFile(`${JSON.stringify(line)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function failed(path: string, thrown: unknown): BellglassFailure {
  return new BellglassFailure(
    { code: 'apply_failed', data: { path, reason: systemReason(thrown) } },
    { cause: thrown },
  );
}
