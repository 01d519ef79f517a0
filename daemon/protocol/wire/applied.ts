import * as z from 'zod';
import { rawBytes } from './files.js';

const count = z.int().min(0);
const path = z.union([z.string(), rawBytes]);
const reason = z.enum(['changed', 'exists', 'missing', 'parent', 'notEmpty', 'linkedElsewhere', 'linkTarget']);
/** How many there are, and the first thousand. */
const listed = <T extends z.ZodType>(one: T) => z.strictObject({ count, first: z.array(one).max(1000) });
const entry = z.strictObject({ path, reason });
/** What could not be put back; `backup` has what was there, relative to the journal's directory. */
const left = z.strictObject({ path, reason, backup: z.string().optional() });

/** What `bellglass-fs apply`, `undo` and `recover` read on their standard input. */
export const journalSpec = z.strictObject({
  version: z.literal(1),
  /** The directory with plan.ndjson and what is staged, absolute. */
  journal: z.string(),
  /** The folder that is changed, absolute. */
  workspace: z.string(),
  /** The directories of the applications before that one: their journals are told what stands there when that one is taken back. */
  earlier: z.array(z.string()),
});
/** What `bellglass-fs apply`, `undo` and `recover` read on their standard input. */
export type JournalSpec = z.infer<typeof journalSpec>;

/** What an application did. */
export const applied = z.strictObject({
  outcome: z.enum(['applied', 'conflicts']),
  entries: count,
  /** Directories that stay, since they hold what the plan does not speak of. */
  kept: listed(entry),
  conflicts: listed(entry),
  left: listed(left),
});
/** What an application did. */
export type Applied = z.infer<typeof applied>;

/** What an undo did. */
export const undone = z.strictObject({
  outcome: z.enum(['undone', 'conflicts']),
  entries: count,
  kept: listed(entry),
  conflicts: listed(entry),
  skipped: listed(path),
  left: listed(left),
});
/** What an undo did. */
export type Undone = z.infer<typeof undone>;

/** How a folder stands after an application that was cut off was looked at. */
export const recovered = z.strictObject({
  standing: z.enum(['notBegun', 'before', 'applied', 'undone']),
  left: listed(left),
});
/** How a folder stands after an application that was cut off was looked at. */
export type Recovered = z.infer<typeof recovered>;

/** Why nothing came about. */
export const journalFailure = z.strictObject({
  code: z.enum([
    'busy',
    'workspace',
    'plan',
    'journal',
    'used',
    'notApplied',
    'alreadyUndone',
    'failed',
    'between',
    'unfinished',
    'spec',
    'jail',
  ]),
  message: z.string(),
  path: path.optional(),
  errno: z.int().optional(),
  left: listed(left),
});
/** Why nothing came about. */
export type JournalFailure = z.infer<typeof journalFailure>;
