import * as z from 'zod';
import { absolutePath } from '../texts.js';
import { clock } from './bootConfig.js';

/** Bytes that are not UTF-8, as base64. */
export const rawBytes = z.strictObject({ bytes: z.base64() });
/** A path of the guest. */
const anyPath = z.union([absolutePath, rawBytes]);

/** The body of POST /v1/directory. */
export const makeDirectoryRequest = z.strictObject({
  path: anyPath,
  mode: z.int().min(0).max(0o7777),
  parents: z.boolean(),
});

/** The body of POST /v1/rename. */
export const renameRequest = z.strictObject({ from: anyPath, to: anyPath });

const kind = z.enum(['file', 'directory', 'symlink', 'fifo', 'socket', 'blockDevice', 'characterDevice']);

/** One line of GET /v1/directory. */
export const directoryEntry = z.union([
  z.strictObject({ name: z.string(), kind }),
  z.strictObject({ nameBytes: z.base64(), kind }),
]);

/** GET /v1/stat */
export const fileStat = z.strictObject({
  kind,
  size: z.int().min(0),
  mode: z.int().min(0).max(0o7777),
  uid: z.int().min(0),
  gid: z.int().min(0),
  /** Inodes need 64 bits, which a JSON number does not have. */
  inode: z.string().regex(/^\d{1,20}$/),
  links: z.int().min(0),
  modified: clock,
  /** Where a symbolic link points. */
  target: z.union([z.string(), rawBytes]).optional(),
});
