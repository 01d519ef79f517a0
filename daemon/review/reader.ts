import type { Hypervisor } from '../machine/hypervisor.js';
import type { Image } from '../image/image.js';
import type { BootContext } from '../sandbox/boot.js';
import { createSandbox } from '../sandbox/sandbox.js';
import { noMounts } from '../workspace/mounts.js';
import type { Source } from './collect.js';
import type { ReviewHome } from './home.js';

/** Memory of a machine that only reads, in MiB. */
const memoryMiB = 256;

/** What a machine that reads changes is made of. */
export interface ReaderParts {
  readonly hypervisor: Hypervisor;
  readonly kernel: string;
  readonly initramfs: string;
  readonly context: BootContext;
}

/**
 * Boots a machine with the snapshot and the changes of a review, and nothing else, for as long as `work` takes: an ext4 that a
 * guest wrote is read by a guest.
 * @param target where the workspace was
 * @throws BellglassFailure as createSandbox; what `work` throws
 */
export async function withReader<T>(
  home: ReviewHome,
  target: string,
  { hypervisor, kernel, initramfs, context }: ReaderParts,
  signal: AbortSignal,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const review = { target, snapshot: home.snapshot, changes: home.changes, folder: null };
  const wish = {
    ...{ hypervisor, kernel, memoryMiB, cpus: 1, image: nothing(initramfs), workspace: null },
    ...{ mounts: noMounts, kept: null, review },
  };
  const sandbox = await createSandbox(wish, context, signal, {});
  try {
    return await work({ session: sandbox.session, target });
  } catch (thrown) {
    throw await sandbox.explain(thrown);
  } finally {
    await sandbox.remove();
  }
}

/** An image with the agent alone: no program runs in it. */
function nothing(initramfs: string): Image {
  const user = { name: 'root', uid: 0, gid: 0, home: '/' };
  return {
    name: 'none',
    id: null,
    initramfs,
    ...{ shares: [], mounts: [], links: [], trees: [], directories: [] },
    user,
    environment: () => ({}),
    findUser: () => user,
  };
}
