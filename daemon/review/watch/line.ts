import * as z from 'zod';
import { relativePath } from '../../protocol/wire/changes.js';
import { baseEntry } from '../base/entry.js';

const id = z.int().min(0).max(0xffff_ffff);

/** A line of `bellglass-fs watch` after its reply: what became of the folder since its snapshot. */
export const watchLine = z.discriminatedUnion('event', [
  /** Something that people edit: what was told of it last and what is there now, of which a file's bytes are in refreshed.bin. */
  z.strictObject({
    event: z.literal('changed'),
    path: relativePath,
    before: baseEntry.nullable(),
    after: baseEntry.nullable(),
    owner: z.strictObject({ uid: id, gid: id }),
  }),
  /** An ignored directory, or a large file; said once. */
  z.strictObject({ event: z.literal('stale'), path: relativePath }),
  /** Something that a pattern hides; `granted`: the vmm has it open. */
  z.strictObject({ event: z.literal('hidden'), path: relativePath, granted: z.boolean() }),
  /** Directories that are looked at from time to time only, and how often more happened than the system keeps. */
  z.strictObject({ event: z.literal('state'), unwatched: z.int().min(0), overflows: z.int().min(0) }),
  z.strictObject({ event: z.literal('gone'), removed: z.boolean() }),
]);
/** A line of `bellglass-fs watch`. */
export type WatchLine = z.infer<typeof watchLine>;
/** A line about something that people edit. */
export type ChangedOnHost = Extract<WatchLine, { event: 'changed' }>;
