import * as z from 'zod';
import { absolutePath } from '../texts.js';

const mode = z.int().min(0).max(0o7777);
const identifier = z
  .int()
  .min(0)
  .max(2 ** 32 - 2);

/** Wall-clock time since the epoch. */
export const clock = z.strictObject({ seconds: z.int(), nanoseconds: z.int().min(0).max(999_999_999) });
/** Wall-clock time since the epoch. */
export type Clock = z.infer<typeof clock>;

/** What the agent makes of its bare kernel: the body of POST /v1/boot. */
export const bootConfig = z.strictObject({
  version: z.literal(1),
  hostname: z.string(),
  time: clock,
  root: z.discriminatedUnion('kind', [
    /** A tmpfs; a null size is the kernel's default. */
    z.strictObject({ kind: z.literal('memory'), sizeMiB: z.int().min(1).nullable() }),
    /** The ext4 on that device, which keeps what was there before. */
    z.strictObject({ kind: z.literal('disk'), device: absolutePath }),
  ]),
  /** Mounted in this order; targets are made. */
  mounts: z.array(
    z.strictObject({
      /** `bind` shows a directory of the guest once more. */
      kind: z.enum(['virtiofs', 'tmpfs', 'erofs', 'ext4', 'bind']),
      source: z.string(),
      target: absolutePath,
      readOnly: z.boolean(),
      options: z.string(),
    }),
  ),
  /** What the root takes over from the initramfs; a disk keeps a copy, made at its first boot. */
  trees: z.array(z.strictObject({ from: absolutePath, to: absolutePath })),
  links: z.array(z.strictObject({ path: absolutePath, to: z.string() })),
  directories: z.array(z.strictObject({ path: absolutePath, mode, uid: identifier, gid: identifier })),
  files: z.array(z.strictObject({ path: absolutePath, content: z.string(), mode })),
  /** After mounting, these paths must have these inode numbers and lie on a FUSE file system. */
  identity: z.array(z.strictObject({ path: absolutePath, inode: z.string() })),
  /** The workspace whose changes are kept apart. */
  review: z
    .strictObject({
      target: absolutePath,
      /** Block devices: an EROFS image of the folder, and the ext4 that takes the changes. */
      snapshot: absolutePath,
      changes: absolutePath,
      /** The share with the folder itself; null when the snapshot promises no content. */
      folder: z.strictObject({ tag: z.string(), probe: z.string(), inode: z.string() }).nullable(),
    })
    .nullable(),
  pidMax: z.int(),
  /** After so long without a daemon the machine switches itself off; null for never. */
  orphanSeconds: z.int().min(1).max(31_536_000).nullable(),
});
/** A boot configuration. */
export type BootConfig = z.infer<typeof bootConfig>;
