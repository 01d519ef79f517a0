import * as z from 'zod';
import { meanwhile } from './meanwhile.js';
import { changedPath, noted } from './noted.js';
import { repositoryChange } from './repository.js';

export { changedPath, type ChangedPath } from './noted.js';

/** Why a change must be approved by its name: the host would execute what it says by itself, or it is a way out; or it moves refs. */
export const attention = z.enum([
  'commits',
  'git',
  'editor',
  'devContainer',
  'shell',
  'hook',
  'ci',
  'packageScripts',
  'build',
  'hiding',
  'symlink',
]);
/** Why a change must be approved by its name. */
export type Attention = z.infer<typeof attention>;

/** Why a change is never applied: it is in a repository's own files, a device, pipe or socket, or of what the guest could not see, or in it. */
export const refusal = z.enum(['git', 'special', 'hidden']);
/** Why a change is never applied. */
export type Refusal = z.infer<typeof refusal>;

const side = z.strictObject({
  kind: z.enum(['file', 'directory', 'symlink', 'other']),
  /** Permission bits; null for what has none. */
  mode: z.int().nullable(),
  /** Of a file, in bytes. */
  size: z.int().nullable(),
});

/** What became of one path of a workspace. */
export const changeInfo = z.strictObject({
  path: changedPath,
  what: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** Where it was, if it was moved. */
  from: changedPath.nullable(),
  before: side.nullable(),
  after: side.nullable(),
  contentChanged: z.boolean(),
  attention: attention.nullable(),
  refused: refusal.nullable(),
  /** The highest directory or file, at or above it, that git ignores on the host; left out where it ignores none of them. */
  ignored: changedPath.optional(),
});
/** What became of one path of a workspace. */
export type ChangeInfo = z.infer<typeof changeInfo>;

/** How many changes there are of each kind. */
export const changeCounts = z.strictObject({
  added: z.int(),
  modified: z.int(),
  deleted: z.int(),
  renamed: z.int(),
  /** Those of what git ignores, which are in none of the four; in older records they are. */
  ignored: z.int().optional(),
  /** Of all of these, those that must be approved by their names. */
  attention: z.int(),
  /** And those that are never applied. */
  refused: z.int(),
});
/** How many changes there are of each kind. */
export type ChangeCounts = z.infer<typeof changeCounts>;

/** What is left of a run in a workspace whose changes are kept apart. */
export const runReview = z.strictObject({
  /** `unread`: the machine ended before its changes were read; they are read when they are asked for. `none`: nothing changed. */
  state: z.enum(['unread', 'pending', 'none', 'applied', 'discarded']),
  /** null: not known yet. */
  counts: changeCounts.nullable(),
  /** What was there without its contents, since a pattern hides it, and what this user may not read. */
  hidden: noted,
  unreadable: noted,
  /** Of what is hidden, what git has kept, so that the program could read it there. */
  inHistory: z.array(changedPath).max(20).optional(),
  /** The first of the changes that must be approved by their names. */
  notable: z
    .array(z.strictObject({ path: changedPath, attention }))
    .max(20)
    .optional(),
  /** The highest places that git ignores in which something changed. */
  ignoredIn: noted.optional(),
  /** Its disk of changes was full at its end, and may not take another byte, or not another file. */
  full: z.strictObject({ of: z.enum(['bytes', 'files']), sizeMiB: z.int() }).optional(),
  /** What was done in the workspace's repository; null, and in older records nothing: nothing that is worth a word. */
  repository: repositoryChange.nullable().optional(),
  /** null, or not given: it is not known, since the daemon ended in the middle. */
  meanwhile: meanwhile.nullable().optional(),
});
/** What is left of a run in a workspace whose changes are kept apart. */
export type RunReview = z.infer<typeof runReview>;
