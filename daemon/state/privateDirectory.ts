import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { BellglassFailure } from '../protocol/errors.js';
import { systemReason } from './systemReason.js';

/**
 * Makes the directory, with its parents, unless it is there, and gives it mode 0700.
 * @returns the path, or throws
 * @throws BellglassFailure unsafe_directory when it is a link, no directory, or another user's
 */
export function ensurePrivateDirectory(path: string): string {
  const reason = privateDirectoryProblem(path);
  if (reason !== null) throw new BellglassFailure({ code: 'unsafe_directory', data: { path, reason } });
  return path;
}

/** As ensurePrivateDirectory, but says what is wrong instead of throwing; null when the directory can be used. */
export function privateDirectoryProblem(path: string): string | null {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return 'it is a symbolic link';
    if (!stat.isDirectory()) return 'it is not a directory';
    const uid = process.getuid?.() ?? stat.uid;
    if (stat.uid !== uid) return `it belongs to user ${String(stat.uid)}`;
    if ((stat.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
    return null;
  } catch (thrown) {
    return systemReason(thrown);
  }
}
