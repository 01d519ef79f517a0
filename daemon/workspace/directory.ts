import { access, constants, realpath, stat } from 'node:fs/promises';
import { systemCode, systemReason } from '../state/systemReason.js';

/** A directory of the host that can be shown. */
export interface Directory {
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
  /** In decimal. */
  readonly inode: string;
}

/** Why a path is none. */
export type NoDirectory =
  | { readonly problem: 'missing' | 'notDirectory' | 'notUtf8'; readonly path: string }
  | { readonly problem: 'unreadable'; readonly path: string; readonly reason: string };

/** Finds the directory that `path` leads to, and whether this user may read it. */
export async function findDirectory(path: string): Promise<Directory | NoDirectory> {
  let at = path;
  try {
    at = await realpath(path);
    const found = await stat(at, { bigint: true });
    if (!found.isDirectory()) return { problem: 'notDirectory', path: at };
    await access(at, constants.R_OK | constants.X_OK);
    return { path: at, inode: found.ino.toString() };
  } catch (thrown) {
    const code = systemCode(thrown);
    // Node shows bytes that are not UTF-8 as U+FFFD, so a path with it that does not exist was never spelled so.
    if (code === 'ENOENT') return { problem: at.includes('\ufffd') ? 'notUtf8' : 'missing', path: at };
    if (code === 'ENOTDIR') return { problem: 'notDirectory', path: at };
    return { problem: 'unreadable', path: at, reason: systemReason(thrown) };
  }
}

/** The path with symbolic links resolved; as it is when it does not exist. */
export async function real(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}
