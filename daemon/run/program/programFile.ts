import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
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
  readonly extension: string;
  readonly shebang: Shebang | null;
  /** Its permission bits. */
  readonly mode: number;
}

/** How much of a file is looked at. */
const headLength = 256;

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
    const stat = await file.stat();
    if (stat.isDirectory()) throw new BellglassFailure({ code: 'file_is_directory', data: { path } });
    if (!stat.isFile()) throw new BellglassFailure({ code: 'file_not_regular', data: { path } });
    const inside = shared.some((directory) => real.startsWith(`${directory}/`));
    if (!inside && stat.size > limits.copiedFile) {
      throw new BellglassFailure({
        code: 'file_too_large',
        data: { path, bytes: stat.size, limit: limits.copiedFile },
      });
    }
    const { buffer, bytesRead } = await attempt(
      path,
      async () => await file.read(Buffer.alloc(headLength), 0, headLength, 0),
    );
    const shebang = shebangOf(buffer.subarray(0, bytesRead));
    kept = !inside;
    const content = kept ? file : null;
    return { path: real, copied: kept, content, extension: extname(path), shebang, mode: stat.mode & 0o777 };
  } finally {
    if (!kept) await file.close();
  }
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
