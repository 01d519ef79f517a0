import { open } from 'node:fs/promises';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { jailReport, type JailReport } from '../protocol/wire/jail.js';
import { endRecord, failureRecord } from '../protocol/wire/machineSpec.js';
import { readTrace } from './runDirectory.js';
import type { RunningMachine } from './runningMachine.js';

/**
 * What is known of a machine that failed: the vmm's own record, how it ended, and the end of the guest's console.
 * @param waited what was waited for, when the machine still runs
 * @param booted whether the guest had come up before
 */
export async function diagnose(machine: RunningMachine, waited: string, booted: boolean): Promise<BellglassFailure> {
  const [record, console] = await Promise.all([
    readTrace(machine.directory.failure, failureRecord),
    consoleTail(machine.directory.console),
  ]);
  const { hypervisor } = machine;
  const ended = machine.hasExited ? howEnded(await machine.exited) : waited;
  const complaint = machine.complaint === '' ? '' : `: ${machine.complaint}`;
  const sentence = (record?.message ?? panicIn(console) ?? `${ended}${complaint}`).slice(0, 4096);
  if (booted) return new BellglassFailure({ code: 'machine_ended', data: { hypervisor, sentence, console } });
  return new BellglassFailure({
    code: 'boot_failed',
    data: { hypervisor, stage: record?.stage ?? 'guest', sentence, console, advice: null },
  });
}

/** A machine whose connection broke is given this long to be gone, in milliseconds; then its own record says why. */
const endingTime = 500;

/**
 * What a failure of talking to the guest was: the machine's own end, if that was it; else what was thrown.
 * @param booted whether the guest had come up before
 */
export async function explainFailure(machine: RunningMachine, thrown: unknown, booted: boolean): Promise<unknown> {
  if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'guest_misbehaved') return thrown;
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([machine.exited, new Promise((resolve) => (timer = setTimeout(resolve, endingTime)))]);
  clearTimeout(timer);
  return machine.hasExited ? await diagnose(machine, '', booted) : thrown;
}

/**
 * As {@link explainFailure}, of a guest that has not come up; one that is silent is a machine that failed.
 * @param what what a silent guest did not do
 * @param time how long it was waited for, in milliseconds; unless given the time of the silent request
 */
export async function explainBoot(
  machine: RunningMachine,
  thrown: unknown,
  what: string,
  time?: number,
): Promise<unknown> {
  if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'guest_silent')
    return await explainFailure(machine, thrown, false);
  const { milliseconds } = thrown.error.data;
  return await diagnose(machine, `the guest ${what} within ${String((time ?? milliseconds) / 1000)} s`, false);
}

/** The walls around the machine, as far as its vmm has reported them. */
export async function readWalls(machine: RunningMachine): Promise<JailReport> {
  return (await readTrace(machine.directory.jail, jailReport)) ?? [];
}

/** Whether the machine has ended because its guest switched it off. */
export async function endedWell(machine: RunningMachine): Promise<boolean> {
  if (!machine.hasExited || (await readTrace(machine.directory.failure, failureRecord)) !== null) return false;
  if (panicIn(await consoleTail(machine.directory.console)) !== null) return false;
  return (await machine.exited) === 'status 0' || (await readTrace(machine.directory.failure, endRecord)) !== null;
}

// A vmm whose guest powered off or restarted ends well, also when the guest's first process died of a fault.
function howEnded(exited: string): string {
  return exited === 'status 0' ? 'the guest switched itself off' : `its process ended with ${exited}`;
}

function panicIn(console: string): string | null {
  const line = /Kernel panic[^\n\r]*/.exec(console);
  return line === null ? null : `the guest's kernel gave up (${line[0]})`;
}

async function consoleTail(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, limits.consoleTail);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
