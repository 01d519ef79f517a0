import * as z from 'zod';
import type { RawPath } from '../rawPath.js';

const path = z.custom<RawPath>((value) => typeof value === 'string');

/** Where the bytes of a file are: in the guest, or those that a path of the snapshot had, or those that the host gave it since. */
const content = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('guest') }),
  z.strictObject({ from: z.literal('base'), path }),
  z.strictObject({ from: z.literal('refreshed'), path }),
]);

const side = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    mode: z.int(),
    /** In bytes. */
    size: z.int(),
    /** Nanoseconds since the epoch, in decimal. */
    mtime: z.string(),
    content,
    /** The first, in the order of bytes, of the names that the file has; null when it is this one. */
    link: path.nullable(),
  }),
  z.strictObject({ kind: z.literal('directory'), mode: z.int() }),
  z.strictObject({ kind: z.literal('symlink'), target: path }),
  /** A device, a named pipe or a socket, which never leaves the guest. */
  z.strictObject({ kind: z.literal('other') }),
  /** The workspace's repository, of which refs and what they bring are taken over, and nothing else. */
  z.strictObject({ kind: z.literal('repository') }),
]);
/** An entry, before or after. */
export type Side = z.infer<typeof side>;

/** What became of one path of the workspace; as it is kept on disk, too. */
export const change = z.strictObject({
  path,
  what: z.enum(['added', 'modified', 'deleted', 'renamed']),
  /** Where it was, if it was moved. */
  from: path.nullable(),
  /** null: nothing was at the path, or at `from` if it was moved. */
  before: side.nullable(),
  after: side.nullable(),
  /** Whether a file's bytes are new, as far as can be told without comparing them. */
  contentChanged: z.boolean(),
  /** The highest place at or above it that git ignores, if it does. */
  ignored: path.optional(),
});
/** What became of one path of the workspace. */
export type Change = z.infer<typeof change>;
