import * as z from 'zod';
import { absolutePath } from '../texts.js';
import { clock } from './bootConfig.js';
import { rawBytes } from './files.js';

/** A path in the workspace, relative to it: without empty parts, `.` and `..`. */
const relative = z
  .string()
  .min(1)
  .max(4095)
  .refine(
    (path) => !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
  );
/** A path relative to the workspace; as base64 where it is not UTF-8. */
export const relativePath = z.union([
  relative,
  rawBytes.refine(({ bytes }) => relative.safeParse(Buffer.from(bytes, 'base64').toString('latin1')).success),
]);

/** Any file's inode number, in decimal. */
export const inodeNumber = z.string().regex(/^\d{1,20}$/);

/** A line of GET /v1/changes: an entry that the guest has made, replaced or removed. Those above it come before it. */
export const changedLine = z.strictObject({
  path: relativePath,
  /** `other`: a device, a named pipe or a socket. */
  kind: z.enum(['file', 'directory', 'symlink', 'other', 'removed']),
  mode: z.int().min(0).max(0o7777),
  size: z.int().min(0),
  modified: clock,
  /** Names with the same one are one file. */
  inode: inodeNumber,
  links: z.int().min(0),
  target: z.union([z.string().max(4095), rawBytes]).optional(),
  /** Nothing of a directory that was there before shows through this one. */
  opaque: z.boolean().optional(),
  /** Its content is that of the snapshot. */
  keptContent: z.boolean().optional(),
  /** Where it was before it was moved: absolute within the workspace, or a name in the same directory. */
  movedFrom: z.union([z.string().max(4096), rawBytes]).optional(),
});
/** An entry that the guest has made, replaced or removed. */
export type ChangedLine = z.infer<typeof changedLine>;

/** The last line of GET /v1/changes. */
export const changesEnd = z.strictObject({ count: z.int().min(0) });

/** The body of POST /v1/surface: names of files, absolute. */
export const surfaceRequest = z.strictObject({ paths: z.array(z.union([absolutePath, rawBytes])).max(4096) });

/** POST /v1/settle. `room`: what is left for changes; null: none are kept apart. */
export const settledReply = z.strictObject({
  room: z.strictObject({ availableKiB: z.int().min(0), files: z.int().min(0) }).nullable(),
});
/** What room a guest has left for changes. */
export type ChangesRoom = z.infer<typeof settledReply>['room'];
