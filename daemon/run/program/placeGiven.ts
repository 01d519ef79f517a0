import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { layOver, makeDirectory, writeFile } from '../../guest/agent.js';
import type { GuestSession } from '../../guest/session.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { ProgramFile } from './programFile.js';

/** Where the guest has a file that it cannot have at its own path. */
const apart = '/tmp/bellglass-given';

/** What the agent says of a path at which nothing is. */
const nothingThere: ReadonlySet<string> = new Set(['file_not_found', 'not_a_directory']);

/**
 * Lets the guest have a file with the content that the request gives: over what it sees at the file's path; else at that path, unless it is in
 * what is the host's; else in a directory of its own. Nothing of the host's is changed.
 * @returns where the guest has it
 * @throws BellglassFailure file_not_regular, and the guest_ errors
 */
export async function placeGiven(
  session: GuestSession,
  file: Pick<ProgramFile, 'path' | 'copied' | 'mode'>,
  given: Uint8Array,
): Promise<string> {
  const { path } = file;
  try {
    await layOver(session, path, bytesOf(given));
    return path;
  } catch (thrown) {
    const code = refusalOf(thrown);
    if (code === 'not_a_file')
      throw new BellglassFailure({ code: 'file_not_regular', data: { path } }, { cause: thrown });
    if (code === null || !nothingThere.has(code)) throw thrown;
  }
  if (file.copied) {
    try {
      return await write(session, path, file.mode, given);
    } catch (thrown) {
      if (refusalOf(thrown) === null) throw thrown;
    }
  }
  return await write(session, join(apart, basename(path)), file.mode, given);
}

// The agent writes it as root, and whoever the program runs as must read it.
async function write(session: GuestSession, path: string, mode: number, given: Uint8Array): Promise<string> {
  await makeDirectory(session, dirname(path));
  await writeFile(session, path, (mode & 0o111) === 0 ? 0o644 : 0o755, bytesOf(given));
  return path;
}

function bytesOf(given: Uint8Array): Readable {
  return Readable.from([given]);
}

function refusalOf(thrown: unknown): string | null {
  return thrown instanceof BellglassFailure && thrown.error.code === 'guest_refused' ? thrown.error.data.code : null;
}
