import type { Socket } from 'node:net';
import { askHealth } from '../guest/agent.js';
import { greet } from '../guest/hello.js';
import { GuestSession } from '../guest/session.js';
import { connectAgent } from '../machine/connectAgent.js';
import { diagnose, explainBoot } from '../machine/diagnosis.js';
import type { Hypervisor, MachinePlan } from '../machine/hypervisor.js';
import { Machine } from '../machine/machine.js';
import { makeRunDirectory, removeRunDirectory } from '../machine/runDirectory.js';
import type { RunningMachine } from '../machine/runningMachine.js';

/** A machine whose agent has greeted. */
export interface Booted {
  readonly machine: RunningMachine;
  readonly session: GuestSession;
  /** The guest's `uname -r`. */
  readonly kernel: string;
}

/** Where machines are started from. */
export interface BootContext {
  /** The vmm's program. */
  readonly vmm: string;
  /** The directory of the run directories. */
  readonly machines: string;
  /** How long a guest may take to greet and to say who it is, instead of the hypervisor's own deadline, in milliseconds. */
  readonly bootDeadline?: number;
  /** The kept sandbox that the machine is under; null or missing: none, and the machine ends with its daemon. */
  readonly sandbox?: string | null;
}

/** What is told while a machine starts. */
export interface BootMarks {
  readonly spawned?: (machine: RunningMachine) => void;
  readonly agent?: () => void;
}

/**
 * Starts a machine and finds its agent. Whatever goes wrong, nothing of the machine is left.
 * @param signal ends the start, with its reason
 * @throws BellglassFailure boot_failed with the guest's console, guest_misbehaved; the reason of `signal`
 */
export async function bootMachine(
  hypervisor: Hypervisor,
  plan: MachinePlan,
  context: BootContext,
  signal: AbortSignal,
  marks: BootMarks = {},
): Promise<Booted> {
  signal.throwIfAborted();
  const deadline = context.bootDeadline ?? hypervisor.bootDeadline;
  const directory = await makeRunDirectory(context.machines, context.sandbox ?? null);
  let machine: RunningMachine | null = null;
  let session: GuestSession | null = null;
  try {
    machine = await Machine.start(context.vmm, await hypervisor.specify(plan, directory), directory);
    marks.spawned?.(machine);
    const time = startTime(deadline);
    session = new GuestSession(await reach(machine, time, signal));
    marks.agent?.();
    return { machine, session, kernel: await kernelOf(session, time, signal) };
  } catch (thrown) {
    session?.destroy();
    const what = session === null ? 'did not greet' : 'greeted, and did not answer';
    const cause = machine === null || signal.aborted ? thrown : await explainBoot(machine, thrown, what, deadline);
    await (machine === null ? removeRunDirectory(directory) : machine.remove());
    throw signal.aborted ? signal.reason : cause;
  }
}

/** A time that has begun, in milliseconds: how long it is, and what is left of it, which is never nothing. */
interface Time {
  readonly whole: number;
  readonly left: () => number;
}

function startTime(whole: number): Time {
  const end = performance.now() + whole;
  return { whole, left: () => Math.max(1, Math.ceil(end - performance.now())) };
}

async function reach(machine: RunningMachine, time: Time, signal: AbortSignal): Promise<Socket> {
  const late = AbortSignal.timeout(time.left());
  const socket = await connectAgent(machine, AbortSignal.any([signal, late]));
  if (socket === null) {
    signal.throwIfAborted();
    throw await diagnose(machine, `its port did not show up within ${String(time.whole / 1000)} s`, false);
  }
  try {
    await greet(socket, time.left(), signal);
    return socket;
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}

// What waits for an answer fails at once when the session is gone.
async function kernelOf(session: GuestSession, time: Time, signal: AbortSignal): Promise<string> {
  const stop = (): void => {
    session.destroy();
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return (await askHealth(session, time.left())).kernel;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
