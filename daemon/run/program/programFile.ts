import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { systemCode, systemReason } from '../../state/systemReason.js';
import { shebangOf, type Shebang } from './shebang.js';

/** A file of the host that is to be run. */
export interface ProgramFile {
  /** Where host and guest have it: with symbolic links resolved. */
  readonly path: string;
  /** Whether the guest has it only once it was copied there. */
  readonly copied: boolean;
  /** What is copied, open for reading; null when nothing is. Whoever asked for it closes it. */
  readonly content: FileHandle | null;
  /** What the request gives in place of what the host has; null when it gives nothing. */
  readonly given: Uint8Array | null;
  readonly extension: string;
  readonly shebang: Shebang | null;
  /** Its permission bits. */
  readonly mode: number;
}

/** How much of a file is looked at. */
const headLength = 256;
/** The permission bits of a file that the host has not. */
const usualMode = 0o644;

/**
 * Looks at the file of a request.
 * @param shared the directories that the guest has as the host has them
 * @throws BellglassFailure file_missing, file_is_directory, file_not_regular, file_unreadable, file_too_large
 */
export async function inspectFile(path: string, shared: readonly string[]): Promise<ProgramFile> {
  const real = await attempt(path, async () => await realpath(path));
  // Without NONBLOCK opening a FIFO would wait for its writer.
  const file = await attempt(path, async () => await open(real, constants.O_RDONLY | constants.O_NONBLOCK));
  let kept = false;
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw new BellglassFailure({ code: 'file_is_directory', data: { path } });
    if (!found.isFile()) throw new BellglassFailure({ code: 'file_not_regular', data: { path } });
    const inside = isWithin(real, shared);
    if (!inside && found.size > limits.copiedFile) {
      throw new BellglassFailure({
        code: 'file_too_large',
        data: { path, bytes: found.size, limit: limits.copiedFile },
      });
    }
    const { buffer, bytesRead } = await attempt(
      path,
      async () => await file.read(Buffer.alloc(headLength), 0, headLength, 0),
    );
    const shebang = shebangOf(buffer.subarray(0, bytesRead));
    kept = !inside;
    const content = kept ? file : null;
    return {
      path: real,
      copied: kept,
      content,
      given: null,
      extension: extname(path),
      shebang,
      mode: found.mode & 0o777,
    };
  } finally {
    if (!kept) await file.close();
  }
}

/**
 * Looks at a file of which the request gives the content: it may be one that the host has not.
 * @param shown the directories of the host that the guest has at the same place, and other places of the guest that are the host's
 * @throws BellglassFailure file_is_directory, file_not_regular
 */
export async function inspectGiven(path: string, text: string, shown: readonly string[]): Promise<ProgramFile> {
  const given = Buffer.from(text, 'utf8');
  const real = await realPlace(path);
  const found = await stat(real).catch(() => null);
  if (found?.isDirectory() === true) throw new BellglassFailure({ code: 'file_is_directory', data: { path } });
  if (found?.isFile() === false) throw new BellglassFailure({ code: 'file_not_regular', data: { path } });
  return {
    path: real,
    copied: !isWithin(real, shown),
    content: null,
    given,
    extension: extname(path),
    shebang: shebangOf(given.subarray(0, headLength)),
    mode: found === null ? usualMode : found.mode & 0o777,
  };
}

/** The path with its symbolic links resolved, as far as it is there. */
async function realPlace(path: string): Promise<string> {
  const plain = resolve(path);
  for (let [place, rest] = [plain, '']; ; [place, rest] = [dirname(place), join(basename(place), rest)]) {
    const real = await realpath(place).catch(() => null);
    if (real !== null) return join(real, rest);
    if (place === '/') return plain;
  }
}

function isWithin(path: string, directories: readonly string[]): boolean {
  return directories.some((directory) => path.startsWith(`${directory}/`));
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new BellglassFailure({ code: 'file_missing', data: { path } });
    throw new BellglassFailure({ code: 'file_unreadable', data: { path, reason: systemReason(thrown) } });
  }
}
