import * as z from 'zod';
import { limits } from '../limits.js';
import { changedPath, changeInfo } from './change.js';

const count = z.int().min(0);
/** What an offer is told by, when something of it is taken. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** Text of a patch, in base64: it may be in any encoding. */
const text = z.base64();

/** The smallest change of a text that can be taken by itself. */
const part = z.strictObject({ id: count, text });
/** Changes that stand together, as git shows them; of more than one `parts` has each. */
const hunk = z.strictObject({ ids: z.array(count).min(1), text, parts: z.array(part) });
/** Changes of a text that stand together, as git shows them. */
export type OfferedHunk = z.infer<typeof hunk>;

/** What is left of a change, and how it can be taken. */
export const offer = z.discriminatedUnion('kind', [
  /** All of it or nothing; `patch` is null where it is no text, or too long. */
  z.strictObject({ kind: z.literal('whole'), change: changeInfo, patch: text.nullable() }),
  /** Any of its hunks. `mode`: whether its mode is one more thing to be taken. */
  z.strictObject({
    kind: z.literal('hunks'),
    change: changeInfo,
    digest,
    mode: z.strictObject({ from: z.int(), to: z.int() }).nullable(),
    hunks: z.array(hunk),
  }),
  /**
   * The host was changed since. `merge`: null where what was there is not kept, or is no text; `clashes` counts the places that both
   * changed. `theirs`: whether the sandbox's side can be taken whole. Patches are against what the host has; null where they would be no text, or too long.
   */
  z.strictObject({
    kind: z.literal('conflict'),
    change: changeInfo,
    digest,
    host: z.enum(['appeared', 'changed', 'gone']),
    merge: z.strictObject({ clashes: count, patch: text.nullable() }).nullable(),
    theirs: z.boolean(),
    patch: text.nullable(),
  }),
]);
/** What is left of a change, and how it can be taken. */
export type Offer = z.infer<typeof offer>;

/** Something that is taken. Who names a path approves it. */
export const taking = z.discriminatedUnion('take', [
  /** A change as it is, without what is below its path. */
  z.strictObject({ take: z.literal('whole'), path: changedPath }),
  /** Some parts of a text's change by their ids, and its mode. */
  z.strictObject({
    take: z.literal('hunks'),
    path: changedPath,
    digest,
    hunks: z.array(count).max(limits.parts),
    mode: z.boolean(),
  }),
  /** Both sides of a conflict, put together. `markers`: with markers where both changed the same. */
  z.strictObject({ take: z.literal('merged'), path: changedPath, digest, markers: z.boolean() }),
  /** What the sandbox has, over what the host has. */
  z.strictObject({ take: z.literal('theirs'), path: changedPath, digest }),
]);
/** Something that is taken. */
export type Taking = z.infer<typeof taking>;
