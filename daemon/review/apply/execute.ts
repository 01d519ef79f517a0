import { existsSync } from 'node:fs';
import type * as z from 'zod';
import { BellglassFailure } from '../../protocol/errors.js';
import {
  applied,
  journalFailure,
  recovered,
  undone,
  type Applied,
  type JournalSpec,
  type Recovered,
  type Undone,
} from '../../protocol/wire/applied.js';
import { runProgram } from '../program.js';
import { bytesOf, rawPath } from '../rawPath.js';

/** An application on disk: its plan, what is staged for it, its journal. */
export interface Journal {
  /** bellglass-fs. */
  readonly program: string;
  readonly directory: string;
  readonly workspace: string;
  /** The directories of the applications before it. */
  readonly earlier: readonly string[];
}

/** Changes the folder as the plan says, whole or not at all. @throws BellglassFailure apply_failed */
export async function applyPlan(journal: Journal): Promise<Applied> {
  return await execute(journal, 'apply', applied);
}

/** Takes an application back, whole or not at all. @throws BellglassFailure apply_failed */
export async function undoPlan(journal: Journal): Promise<Undone> {
  return await execute(journal, 'undo', undone);
}

/** As undoPlan; null: that was done before, or the application has changed no file. @throws BellglassFailure apply_failed */
export async function undoFiles(journal: Journal): Promise<Undone | null> {
  if (!existsSync(journal.directory)) return null;
  return (await recoverPlan(journal)).standing === 'undone' ? null : await undoPlan(journal);
}

/** Ends what was cut off: takes it back, or finishes it. @throws BellglassFailure apply_failed */
export async function recoverPlan(journal: Journal): Promise<Recovered> {
  return await execute(journal, 'recover', recovered);
}

// It is never killed: what it has begun it ends, and that is soon.
async function execute<T>(
  { program, directory, workspace, earlier }: Journal,
  command: 'apply' | 'undo' | 'recover',
  shape: z.ZodType<T>,
): Promise<T> {
  const spec: JournalSpec = { version: 1, journal: directory, workspace, earlier: [...earlier] };
  const { status, json, complaint } = await runProgram(program, command, spec, null);
  const report = shape.safeParse(json);
  if (status === 0 && report.success) return report.data;
  const failure = journalFailure.safeParse(json);
  const path = failure.data?.path === undefined ? workspace : bytesOf(rawPath(failure.data.path)).toString();
  const reason = failure.data?.message ?? (complaint === '' ? 'it ended without a word' : complaint);
  throw new BellglassFailure({ code: 'apply_failed', data: { path, reason: reason.slice(0, 4096) } });
}
