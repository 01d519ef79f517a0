import * as z from 'zod';
import { absolutePath } from '../texts.js';

const size = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);

/** The specification of one machine, as the vmm reads it on stdin; at most 256 KiB of JSON. */
export const machineSpec = z.strictObject({
  version: z.literal(1),
  hypervisor: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('libkrun') }),
    z.strictObject({
      kind: z.literal('qemu'),
      program: absolutePath,
      accelerator: z.enum(['tcg', 'kvm']),
      virtiofsd: absolutePath,
    }),
  ]),
  cpus: z.int().min(1).max(255),
  memoryMiB: size,
  kernel: z.strictObject({ path: absolutePath, initramfs: absolutePath.nullable(), commandLine: z.string() }),
  disks: z.array(z.strictObject({ id: z.string(), path: absolutePath, readOnly: z.boolean() })),
  shares: z.array(
    z.strictObject({
      tag: z.string(),
      path: absolutePath,
      readOnly: z.boolean(),
      /** Only these can be opened, each with everything beneath: paths relative to `path`, of a share that is only read. */
      only: z.array(z.string()).min(1).max(512).optional(),
      /** QEMU's server refuses what these patterns hide, and what a .bellglassignore in the directory does; not of a share that has parts. */
      hidden: z.array(z.string()).max(4096).optional(),
    }),
  ),
  /** Directories that are one share in the guest, with the tag `added` and as `0`, `1`, … in it: a machine has room for few devices. */
  added: z.array(z.strictObject({ path: absolutePath, readOnly: z.boolean() })),
  /** A unix socket that the vmm makes and listens on; one client at a time. */
  agentSocket: absolutePath,
  /** The file that keeps the first `consoleLimit` bytes of the guest's console. */
  console: absolutePath,
  consoleLimit: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024),
  /** The file that the vmm writes when it fails. */
  record: absolutePath,
  /** The file that the vmm writes when its walls are up. */
  jailReport: absolutePath,
  /** `off` exists for the positive controls of tests only. */
  seccomp: z.enum(['enforce', 'audit', 'off']),
  diesWithParent: z.boolean(),
});
/** The specification of one machine. */
export type MachineSpec = z.infer<typeof machineSpec>;

/** What the vmm leaves behind when it fails. */
export const failureRecord = z.strictObject({
  stage: z.enum(['read', 'open', 'jail', 'configure', 'enter', 'run']),
  step: z.string().max(4096),
  code: z.string().max(256),
  errno: z.int().nullable(),
  message: z.string().max(16384),
});
/** What it leaves instead when the guest ended its machine; nothing when it was killed. */
export const endRecord = z.strictObject({ endedWell: z.literal(true) });
/** A failure of the vmm. */
export type FailureRecord = z.infer<typeof failureRecord>;
