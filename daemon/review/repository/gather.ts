import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, Side } from '../changes/change.js';
import type { RawPath } from '../rawPath.js';
import type { Store } from './store.js';
import { complaintOf, Unfit } from './unfit.js';

/** So many objects' files are read of a guest, and so many bytes of them: each file is a request. */
const mostFiles = 50_000;
/** Each pack may keep git busy. */
const mostPacks = 64;
const mostBytes = 1024 * 1024 * 1024;

/** A file of objects that a guest has. */
export interface ObjectFile {
  readonly path: RawPath;
  readonly side: Extract<Side, { kind: 'file' }>;
}

/** Reads a file of a guest's, a piece at a time. */
export type StreamFile = (file: ObjectFile) => Promise<AsyncIterable<Buffer> | Buffer[]>;

/** The files of objects, loose ones and packs, that a guest added or changed. @throws Unfit tooLarge */
export function objectFiles(changes: readonly Change[]): ObjectFile[] {
  const files: ObjectFile[] = [];
  let [bytes, packs] = [0, 0];
  for (const { path, after } of changes) {
    if (
      after?.kind !== 'file' ||
      !/^\.git\/objects\/(?:[0-9a-f]{2}\/(?:[0-9a-f]{38}|[0-9a-f]{62})|pack\/[^/]+\.pack)$/.test(path)
    )
      continue;
    bytes += after.size;
    packs += path.endsWith('.pack') ? 1 : 0;
    files.push({ path, side: after });
    if (files.length > mostFiles) throw new Unfit('tooLarge', `more than ${String(mostFiles)} objects`);
    if (packs > mostPacks) throw new Unfit('tooLarge', `more than ${String(mostPacks)} packs`);
    if (bytes > mostBytes) throw new Unfit('tooLarge', `more than ${String(mostBytes)} bytes`);
  }
  return files;
}

/**
 * Brings a guest's objects into a store in which nothing is believed yet. The names of packs are not kept, nor what a guest says of
 * them beside them.
 * @throws Unfit broken
 */
export async function gather(files: readonly ObjectFile[], store: Store, stream: StreamFile): Promise<void> {
  for (const [number, file] of files.entries()) {
    const isPack = file.path.endsWith('.pack');
    const path = isPack
      ? join(store.path, `${String(number)}.pack`)
      : join(store.path, file.path.slice('.git/'.length));
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await write(path, await stream(file));
    if (isPack) await unpack(path, store);
  }
}

async function write(path: string, content: AsyncIterable<Buffer> | Buffer[]): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

/** Of a pack only what is new will be checked: what the user's history has is the user's, whatever git thinks of it. */
async function unpack(path: string, store: Store): Promise<void> {
  const input = await open(path, 'r');
  try {
    const { status, stderr } = await store.git(['index-pack', '--stdin', '--threads=1'], { input });
    if (status !== 0) throw new Unfit('broken', complaintOf(stderr));
  } finally {
    await input.close();
  }
}
