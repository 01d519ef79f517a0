import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BellglassFailure } from '../protocol/errors.js';

/** The native programs and files that machines are made of; absolute paths that exist. */
export interface Natives {
  readonly vmm: string;
  readonly virtiofsd: string;
  /** Makes snapshots of workspaces, and applies changes to them. */
  readonly fs: string;
  readonly kernel: string;
  /** The agent as /init, and nothing else. */
  readonly initramfs: string;
}

/**
 * Finds them: in BELLGLASS_NATIVE, or in `native/linux-<arch>` beside the running bundle.
 * @throws BellglassFailure native_missing
 */
export function findNatives(env: NodeJS.ProcessEnv = process.env): Natives {
  const natives = expectedNatives(env);
  const { vmm, virtiofsd, fs, kernel, initramfs } = natives;
  const absent = [vmm, virtiofsd, fs, kernel, initramfs].find((path) => !existsSync(path));
  if (absent !== undefined) throw new BellglassFailure({ code: 'native_missing', data: { path: absent } });
  return natives;
}

/** Where findNatives expects them, whether they are there or not. */
export function expectedNatives(env: NodeJS.ProcessEnv = process.env): Natives {
  const directory =
    env['BELLGLASS_NATIVE'] ?? fileURLToPath(new URL(`./native/linux-${process.arch}`, import.meta.url));
  return {
    vmm: join(directory, 'bellglass-vmm'),
    virtiofsd: join(directory, 'bellglass-virtiofsd'),
    fs: join(directory, 'bellglass-fs'),
    kernel: join(directory, 'vmlinux'),
    initramfs: join(directory, 'initramfs.cpio'),
  };
}

/** What changes when the file does: its size, inode and time of change. */
export function fileIdentity(path: string): string {
  const stat = statSync(path, { bigint: true });
  return `${String(stat.ino)}:${String(stat.size)}:${String(stat.mtimeNs)}`;
}
