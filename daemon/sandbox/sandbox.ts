import { bootGuest } from '../guest/agent.js';
import type { GuestSession } from '../guest/session.js';
import type { Image } from '../image/image.js';
import { explainBoot, explainFailure, readWalls } from '../machine/diagnosis.js';
import type { Hypervisor, MachinePlan } from '../machine/hypervisor.js';
import type { RunningMachine } from '../machine/runningMachine.js';
import type { JailReport } from '../protocol/wire/jail.js';
import type { Workspace } from '../workspace/workspace.js';
import { bootMachine, type BootContext, type BootMarks } from './boot.js';
import { bootPlan, disksOf, sharesOf } from './bootPlan.js';
import type { GuestParts } from './parts.js';

/** What a sandbox is made of. */
export interface SandboxWish extends GuestParts {
  readonly hypervisor: Hypervisor;
  readonly kernel: string;
  readonly cpus: number | null;
  readonly memoryMiB: number;
}

/** What is known of a machine whose guest is ready. */
export interface ReadyGuest {
  readonly machine: RunningMachine;
  readonly session: GuestSession;
  readonly image: Image;
  readonly workspace: Workspace | null;
  /** The guest's `uname -r`. */
  readonly kernel: string;
}

/** A machine with its root and its workspace, ready for processes. */
export interface Sandbox extends ReadyGuest {
  /** The walls around its vmm. */
  walls(): Promise<JailReport>;
  /** What a failure during a run was: the machine's own end, if that was it. */
  explain(thrown: unknown): Promise<unknown>;
  /** Ends it, with everything of it. */
  remove(): Promise<void>;
}

/** The sandbox of a guest that is ready, whoever booted it. */
export function sandboxOf(guest: ReadyGuest): Sandbox {
  const { machine, session } = guest;
  return {
    ...guest,
    walls: async () => await readWalls(machine),
    explain: async (thrown) => await explainFailure(machine, thrown, true),
    remove: async () => {
      session.destroy();
      await machine.remove();
    },
  };
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
  const { image, workspace, hypervisor } = wish;
  const under = { ...context, sandbox: wish.kept?.sandboxId ?? null };
  const booted = await bootMachine(hypervisor, machinePlan(wish), under, signal, marks);
  const sandbox = sandboxOf({ ...booted, image, workspace });
  // What waits for a machine that is gone fails at once.
  const stop = (): void => {
    void sandbox.remove();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await bootGuest(sandbox.session, bootPlan(wish, Date.now()));
    signal.throwIfAborted();
    return sandbox;
  } catch (thrown) {
    const what = 'greeted, and was not ready';
    const cause: unknown = signal.aborted ? signal.reason : await explainBoot(sandbox.machine, thrown, what);
    await sandbox.remove();
    throw cause;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function machinePlan(wish: SandboxWish): MachinePlan {
  const { image, mounts, kept, cpus, memoryMiB, kernel } = wish;
  return {
    cpus,
    memoryMiB,
    kernel,
    initramfs: image.initramfs,
    shares: sharesOf(wish),
    added: mounts.added,
    disks: disksOf(wish),
    outlivesDaemon: kept !== null,
  };
}
