import * as z from 'zod';
import { relativePath } from './changes.js';
import { rawBytes } from './files.js';

const number64 = z.string().regex(/^-?\d{1,20}$/);
const mode = z.int().min(0).max(0o7777);
const target = z.union([z.string(), rawBytes]);
/** What tells an entry from what it was, and from another: numbers in decimal, times in nanoseconds since the epoch. */
const identity = { device: number64, inode: number64, size: number64, mtime: number64, ctime: number64 };

/** What is at a path before. */
export const stateBefore = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({ kind: z.literal('directory'), mode, inode: number64 }),
  z.strictObject({ kind: z.literal('symlink'), target, ...identity }),
  z.strictObject({ kind: z.literal('file'), mode, ...identity }),
]);
/** What is at a path before. */
export type StateBefore = z.infer<typeof stateBefore>;

/** What is at a path afterwards. */
export const stateAfter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({ kind: z.literal('directory'), mode }),
  z.strictObject({ kind: z.literal('symlink'), target }),
  z.strictObject({
    kind: z.literal('file'),
    mode,
    mtime: number64,
    content: z.union([
      /** A file of the directory `staged`. */
      z.strictObject({ staged: z.string().regex(/^\d{1,9}$/) }),
      /** The file that is at that path before. */
      z.strictObject({ moved: relativePath }),
      z.strictObject({ kept: z.literal(true) }),
      /** The file that is at that path afterwards. */
      z.strictObject({ linkOf: relativePath }),
    ]),
  }),
]);
/** What is at a path afterwards. */
export type StateAfter = z.infer<typeof stateAfter>;

/** A line of plan.ndjson. */
export const planEntry = z.strictObject({ path: relativePath, before: stateBefore, after: stateAfter });
/** A line of plan.ndjson. */
export type PlanEntry = z.infer<typeof planEntry>;

/** The first line: which folder it is of. */
export const planHead = z.strictObject({
  version: z.literal(1),
  workspace: z.string(),
  device: number64,
  inode: number64,
});
