import * as z from 'zod';
import { inodeNumber, relativePath } from '../../protocol/wire/changes.js';
import { rawBytes } from '../../protocol/wire/files.js';

/** A number of 64 bits, in decimal. */
const number64 = z.string().regex(/^\d{1,20}$/);
/** Nanoseconds since the epoch, in decimal: seconds of 64 bits, and nine digits. */
const time = z.string().regex(/^-?\d{1,28}$/);

/** The first line of a base: which folder it is of. */
export const baseHead = z.strictObject({
  version: z.literal(1),
  workspace: z.string(),
  device: number64,
  inode: inodeNumber,
});
/** Which folder a base is of. */
export type BaseHead = z.infer<typeof baseHead>;

/** A line of a base: an entry of the folder as it was when the snapshot was made. */
export const baseEntry = z.strictObject({
  path: relativePath,
  kind: z.enum(['file', 'directory', 'symlink']),
  mode: z.int().min(0).max(0o7777),
  size: z.int().min(0),
  mtime: time,
  ctime: time,
  device: number64,
  inode: inodeNumber,
  links: z.int().min(0),
  /** Of a file where its bytes are; of a directory why it is empty. Those of a redirected file are the folder's own. */
  content: z.enum(['embedded', 'redirected', 'hidden', 'unreadable', 'mount']).optional(),
  /** Where the bytes of an embedded file begin in the image. */
  at: z.int().min(0).optional(),
  /** Where a symbolic link points. */
  target: z.union([z.string(), rawBytes]).optional(),
  /** Whether git ignores it. */
  ignored: z.literal(true).optional(),
});
/** An entry of the folder as it was when the snapshot was made. */
export type BaseEntry = z.infer<typeof baseEntry>;

/** The last line of a base. */
export const baseEnd = z.strictObject({ end: z.literal(true), entries: z.int().min(0) });
