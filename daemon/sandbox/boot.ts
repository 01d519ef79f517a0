import type { Socket } from 'node:net';
import { askHealth } from '../guest/agent.js';
import { greet } from '../guest/hello.js';
import { GuestSession } from '../guest/session.js';
import { connectAgent } from '../machine/connectAgent.js';
import { diagnose, explainFailure } from '../machine/diagnosis.js';
import type { Hypervisor, MachinePlan } from '../machine/hypervisor.js';
import { Machine } from '../machine/machine.js';
import { makeRunDirectory, removeRunDirectory } from '../machine/runDirectory.js';
import { BellglassFailure } from '../protocol/errors.js';

/** A machine whose agent has greeted. */
export interface Booted {
  readonly machine: Machine;
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
  /** How long a guest may take to greet instead of the hypervisor's own deadline, in milliseconds. */
  readonly bootDeadline?: number;
}

/** What is told while a machine starts. */
export interface BootMarks {
  readonly spawned?: (machine: Machine) => void;
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
  const directory = await makeRunDirectory(context.machines);
  let machine: Machine | null = null;
  try {
    machine = await Machine.start(context.vmm, await hypervisor.specify(plan, directory), directory);
    marks.spawned?.(machine);
    const session = new GuestSession(await reach(machine, context.bootDeadline ?? hypervisor.bootDeadline, signal));
    marks.agent?.();
    const { kernel } = await askHealth(session);
    return { machine, session, kernel };
  } catch (thrown) {
    const cause = machine === null || signal.aborted ? thrown : await explain(machine, thrown);
    await (machine === null ? removeRunDirectory(directory) : machine.remove());
    throw signal.aborted ? signal.reason : cause;
  }
}

async function reach(machine: Machine, deadline: number, signal: AbortSignal): Promise<Socket> {
  const late = AbortSignal.timeout(deadline);
  const socket = await connectAgent(machine, AbortSignal.any([signal, late]));
  if (socket === null) {
    signal.throwIfAborted();
    throw await diagnose(machine, `its port did not show up within ${String(deadline / 1000)} s`, false);
  }
  try {
    await greet(socket, deadline, signal);
    return socket;
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}

async function explain(machine: Machine, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'guest_silent')
    return await explainFailure(machine, thrown, false);
  const seconds = thrown.error.data.milliseconds / 1000;
  return await diagnose(machine, `the guest did not greet within ${String(seconds)} s`, false);
}
