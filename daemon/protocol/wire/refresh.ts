import * as z from 'zod';
import { absolutePath } from '../texts.js';
import { clock } from './bootConfig.js';
import { relativePath } from './changes.js';
import { rawBytes } from './files.js';

const id = z.int().min(0).max(0xffff_ffff);

/** An entry as it stands. */
const standing = z.strictObject({
  kind: z.enum(['file', 'directory', 'symlink']),
  mode: z.int().min(0).max(0o7777),
  size: z.int().min(0),
  modified: clock,
  /** Of a symbolic link alone. */
  target: z.union([z.string(), rawBytes]).optional(),
});
/** An entry as it stands. */
export type Standing = z.infer<typeof standing>;

/** The first line of the body of PUT /v1/refresh: what the host made of an entry. The bytes of a file follow it. */
export const refreshRequest = z.strictObject({
  workspace: absolutePath,
  path: relativePath,
  /** What the guest has there if it did not change it; null: nothing. */
  before: standing.nullable(),
  after: standing.nullable(),
  uid: id,
  gid: id,
});
/** What the host made of an entry. */
export type RefreshRequest = z.infer<typeof refreshRequest>;

/** The answer: whether it was done. If not, the guest has something else there, and keeps it. */
export const refreshReply = z.strictObject({ done: z.boolean() });
