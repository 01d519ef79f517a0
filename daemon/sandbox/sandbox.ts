import { bootGuest } from '../guest/agent.js';
import type { GuestSession } from '../guest/session.js';
import type { Image } from '../image/image.js';
import { explainFailure, readWalls } from '../machine/diagnosis.js';
import type { Hypervisor } from '../machine/hypervisor.js';
import type { Machine } from '../machine/machine.js';
import type { JailReport } from '../protocol/wire/jail.js';
import type { Workspace } from '../workspace/workspace.js';
import { bootMachine, type BootContext, type BootMarks } from './boot.js';
import { bootPlan } from './bootPlan.js';

/** What a sandbox is made of. */
export interface SandboxWish {
  readonly hypervisor: Hypervisor;
  readonly image: Image;
  readonly workspace: Workspace | null;
  readonly kernel: string;
  readonly cpus: number | null;
  readonly memoryMiB: number;
}

/** A machine with its root and its workspace, ready for processes. */
export interface Sandbox {
  readonly machine: Machine;
  readonly session: GuestSession;
  readonly image: Image;
  readonly workspace: Workspace | null;
  /** The guest's `uname -r`. */
  readonly kernel: string;
  /** The walls around its vmm. */
  walls(): Promise<JailReport>;
  /** What a failure during a run was: the machine's own end, if that was it. */
  explain(thrown: unknown): Promise<unknown>;
  /** Ends it, with everything of it. */
  remove(): Promise<void>;
}

/**
 * Boots a machine and makes a sandbox of it. Whatever goes wrong, nothing is left.
 * @throws BellglassFailure boot_failed, mount_failed, wrong_workspace and the guest_ errors; the reason of `signal`
 */
export async function createSandbox(
  wish: SandboxWish,
  context: BootContext,
  signal: AbortSignal,
  marks: BootMarks,
): Promise<Sandbox> {
  const { image, workspace } = wish;
  const plan = {
    cpus: wish.cpus,
    memoryMiB: wish.memoryMiB,
    kernel: wish.kernel,
    initramfs: image.initramfs,
    shares: [...image.shares, ...(workspace?.shares ?? [])],
    disks: [],
  };
  const { machine, session, kernel } = await bootMachine(wish.hypervisor, plan, context, signal, marks);
  const remove = async (): Promise<void> => {
    session.destroy();
    await machine.remove();
  };
  // What waits for a machine that is gone fails at once.
  const stop = (): void => {
    void remove();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await bootGuest(session, bootPlan(image, workspace, Date.now()));
    signal.throwIfAborted();
  } catch (thrown) {
    const cause: unknown = signal.aborted ? signal.reason : await explainFailure(machine, thrown, false);
    await remove();
    throw cause;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return {
    machine,
    session,
    image,
    workspace,
    kernel,
    walls: async () => await readWalls(machine),
    explain: async (thrown) => await explainFailure(machine, thrown, true),
    remove,
  };
}
