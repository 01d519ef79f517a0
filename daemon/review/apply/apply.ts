import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import type { PlanEntry } from '../../protocol/wire/applyPlan.js';
import type { Applied, Recovered } from '../../protocol/wire/applied.js';
import { systemReason } from '../../state/systemReason.js';
import type { Source } from '../collect.js';
import type { ReviewHome } from '../home.js';
import { bytesOf, rawPath } from '../rawPath.js';
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
  let done: Applied;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await stage(plan.staged, join(directory, 'staged'), source, bases);
    await storeGiven(directory, given);
    await writePlan(join(directory, 'plan.ndjson'), journal.workspace, plan.entries);
    done = await applyPlan(journal);
  } catch (thrown) {
    // The program was killed when all was done, and before it said so.
    if ((await ended(journal)) === 'applied') return allApplied(plan.entries.length);
    throw thrown instanceof BellglassFailure ? thrown : failed(directory, systemReason(thrown), thrown);
  }
  // Without an application there is nothing to undo; one that was cut off is ended at the next start.
  if (done.outcome !== 'applied') await ended(journal);
  return done;
}

/**
 * Ends the applications of a review that were cut off, and an attempt to take the latest one back.
 * @param known how many are known of
 * @param log what could not be put back, a line
 * @returns how many there are now
 */
export async function endCutOff(
  home: ReviewHome,
  known: number,
  workspace: string,
  program: string,
  log: (line: string) => void,
): Promise<number> {
  if (known > 0) await endUndo(journalOf(home, known, workspace, program), log);
  const numbers = (await readdir(home.applied).catch(() => [])).map(Number).filter((number) => number > known);
  let count = known;
  for (const number of numbers.sort((one, other) => one - other)) {
    const journal = journalOf(home, number, workspace, program);
    const { standing, left } = await recoverPlan(journal);
    if (standing === 'applied') count = number;
    else {
      const said = await putAway(journal.directory, left);
      if (said !== null) log(`${said.path}: ${said.reason}`);
    }
  }
  return count;
}

async function endUndo(journal: Journal, log: (line: string) => void): Promise<void> {
  const names = await readdir(journal.directory).catch(() => []);
  const attempts = names.flatMap((name) => /^undo\.(\d{1,9})$/.exec(name)?.slice(1).map(Number) ?? []);
  if (attempts.length === 0) return;
  const { left } = await recoverPlan(journal);
  const said = leftIn(join(journal.directory, `undo.${String(Math.max(...attempts))}`), left);
  if (said !== null) log(`${said.path}: ${said.reason}`);
}

function allApplied(entries: number): Applied {
  const none = { count: 0, first: [] };
  return { outcome: 'applied', entries, kept: none, conflicts: none, left: none };
}

/**
 * Ends what was not applied, and removes what is left of it.
 * @returns how the folder stands; null: that is not known, and the next start ends it
 * @throws BellglassFailure apply_failed where something of the user's could not be put back
 */
async function ended(journal: Journal): Promise<Recovered['standing'] | null> {
  const recovered = await recoverPlan(journal).catch(() => null);
  if (recovered?.standing === 'before' || recovered?.standing === 'notBegun') {
    const said = await putAway(journal.directory, recovered.left);
    if (said !== null) throw failed(said.path, said.reason);
  }
  return recovered?.standing ?? null;
}

type Left = Recovered['left'];

/** Removes what an application left that was taken back; where it has what could not be put back, it is kept under another name. */
async function putAway(directory: string, left: Left): Promise<{ path: string; reason: string } | null> {
  if (left.count === 0) {
    await rm(directory, { recursive: true, force: true });
    return null;
  }
  const kept = `${directory}.left-${String(Date.now())}`;
  await rename(directory, kept);
  return leftIn(kept, left);
}

/** The first of what could not be put back, and where it is. */
function leftIn(directory: string, { count, first: [first] }: Left): { path: string; reason: string } | null {
  if (count === 0 || first === undefined) return null;
  const path = bytesOf(rawPath(first.path)).toString();
  const more = count === 1 ? '' : ` (and ${String(count - 1)} more)`;
  const place = first.backup === undefined ? directory : join(directory, first.backup);
  return { path, reason: `it was changed while it was put back${more}; what was there before is kept in ${place}` };
}

async function writePlan(path: string, workspace: string, entries: readonly PlanEntry[]): Promise<void> {
  const { dev, ino } = await stat(workspace, { bigint: true }).catch((thrown: unknown) => {
    throw failed(workspace, systemReason(thrown), thrown);
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

function failed(path: string, reason: string, cause?: unknown): BellglassFailure {
  return new BellglassFailure({ code: 'apply_failed', data: { path, reason } }, { cause });
}
