import { mkdir, open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure } from '../../protocol/errors.js';
import { systemReason } from '../../state/systemReason.js';
import type { BaseBytes } from '../base/bytes.js';
import { contentOf, type Source } from '../collect.js';
import { bytesOf } from '../rawPath.js';
import type { Host } from './host.js';
import type { Staged } from './plan.js';

/** Where the bytes of before are: in the snapshot, or still in the folder. */
export interface Bases {
  readonly bytes: BaseBytes;
  readonly host: Host;
}

/**
 * Brings what is needed to the host, whole and on its disk, before anything of the user's is touched.
 * @param directory what it is made in
 * @param source the guest; null: nothing of it is needed
 * @throws BellglassFailure apply_failed, guest_misbehaved, the guest_ errors
 */
export async function stage(
  files: readonly Staged[],
  directory: string,
  source: Source | null,
  { bytes, host }: Bases,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await checkRoom(files, directory);
  for (const file of files) {
    const path = join(directory, file.name);
    const written = await write(path, await contentFor(file, source, { bytes, host })).catch((thrown: unknown) => {
      if (thrown instanceof BellglassFailure) throw thrown;
      throw failed(file, systemReason(thrown));
    });
    if (written !== file.size) throw failed(file, `only ${String(written)} bytes of ${String(file.size)} are there`);
  }
}

/** A file with nothing but a hole costs a guest nothing; here it would fill the disk before it failed. */
async function checkRoom(files: readonly Staged[], directory: string): Promise<void> {
  const needed = files.reduce((sum, { size }) => sum + size, 0);
  const largest = files.reduce<Staged | null>(
    (most, one) => (most === null || one.size > most.size ? one : most),
    null,
  );
  if (largest === null) return;
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (needed > free)
    throw failed(largest, `${String(needed)} bytes are needed, and ${String(free)} are free on the disk`);
}

async function contentFor(
  file: Staged,
  source: Source | null,
  { bytes, host }: Bases,
): Promise<AsyncIterable<Buffer> | Buffer[]> {
  if (file.made !== null) return [file.made];
  if (file.base !== null) {
    const content = await bytes.read(file.base);
    return content === null ? host.streamUnchanged(file.base) : [content];
  }
  if (source === null) throw failed(file, 'its sandbox is not there');
  return await contentOf(source, file.path, file.size);
}

async function write(path: string, content: AsyncIterable<Buffer> | Buffer[]): Promise<number> {
  const handle = await open(path, 'wx', 0o600);
  let written = 0;
  try {
    for await (const chunk of content) {
      written += chunk.length;
      await handle.writeFile(chunk);
    }
    await handle.datasync();
    return written;
  } finally {
    await handle.close();
  }
}

function failed(file: Staged, reason: string): BellglassFailure {
  return new BellglassFailure({ code: 'apply_failed', data: { path: bytesOf(file.path).toString(), reason } });
}
