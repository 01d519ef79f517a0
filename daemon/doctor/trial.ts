import { setTimeout as sleep } from 'node:timers/promises';
import { kvmProblem } from '../machine/libkrun/kvm.js';
import { libkrun } from '../machine/libkrun/libkrun.js';
import { Machine } from '../machine/machine.js';
import { findNatives, type Natives } from '../machine/natives.js';
import { findQemu } from '../machine/qemu/program.js';
import { qemu } from '../machine/qemu/qemu.js';
import type { Hypervisor } from '../machine/hypervisor.js';
import { makeRunDirectory, readTrace, removeRunDirectory } from '../machine/runDirectory.js';
import { asError, BellglassFailure } from '../protocol/errors.js';
import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import { sentence } from '../protocol/sentences.js';
import { jailReport, type JailReport } from '../protocol/wire/jail.js';
import { failureRecord } from '../protocol/wire/machineSpec.js';
import type { DoctorContext } from './check.js';

/** What a vmm that was started for a look showed of its walls. */
export type ShownWalls =
  | { readonly kind: 'up'; readonly hypervisor: HypervisorName; readonly walls: JailReport }
  | { readonly kind: 'failed'; readonly reason: string }
  /** None could be started: no hypervisor, or none of our programs. */
  | { readonly kind: 'none' };

/** How long a vmm may take to jail itself, in milliseconds; it takes a few tens. */
const deadline = 3000;
const memoryMiB = 128;

/** Starts a vmm, waits until its walls are up (its guest need not boot), and ends it. */
export async function shownWalls(context: DoctorContext): Promise<ShownWalls> {
  const natives = nativesOf(context.env);
  const hypervisor = natives === null ? null : await anyHypervisor(natives);
  if (natives === null || hypervisor === null) return { kind: 'none' };
  try {
    return await tryOnce(natives, hypervisor, context.paths.machines);
  } catch (thrown) {
    return { kind: 'failed', reason: sentence(asError(thrown)) };
  }
}

async function tryOnce(natives: Natives, hypervisor: Hypervisor, machines: string): Promise<ShownWalls> {
  const directory = await makeRunDirectory(machines);
  const { kernel, initramfs } = natives;
  const plan = { cpus: 1, memoryMiB, kernel, initramfs, shares: [], added: [], disks: [], outlivesDaemon: false };
  let machine: Machine | null = null;
  try {
    machine = await Machine.start(natives.vmm, await hypervisor.specify(plan, directory), directory);
    for (const end = Date.now() + deadline; ;) {
      // Looked at after its end once more: one that fails may have written it before.
      const over = machine.hasExited || Date.now() > end;
      const walls = await readTrace(directory.jail, jailReport);
      if (walls !== null) return { kind: 'up', hypervisor: hypervisor.name, walls };
      if (over) return { kind: 'failed', reason: await reasonOf(machine) };
      await sleep(5);
    }
  } finally {
    await (machine === null ? removeRunDirectory(directory) : machine.remove());
  }
}

async function reasonOf(machine: Machine): Promise<string> {
  const record = await readTrace(machine.directory.failure, failureRecord);
  if (record !== null) return record.message;
  const ended = machine.hasExited
    ? `it ended with ${await machine.exited}`
    : `its walls were not up within ${String(deadline / 1000)} s`;
  return machine.complaint === '' ? ended : `${ended}: ${machine.complaint}`;
}

function nativesOf(env: NodeJS.ProcessEnv): Natives | null {
  try {
    return findNatives(env);
  } catch (thrown) {
    if (thrown instanceof BellglassFailure) return null;
    throw thrown;
  }
}

async function anyHypervisor(natives: Natives): Promise<Hypervisor | null> {
  if ((await findQemu()) !== null) return qemu(natives.virtiofsd);
  return (await kvmProblem()) === null ? libkrun : null;
}
