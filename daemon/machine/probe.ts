import { setTimeout as sleep } from 'node:timers/promises';
import { asError, BellglassFailure } from '../protocol/errors.js';
import type { Hypervisor } from './hypervisor.js';

/** How long hardware virtualization may take to boot a trivial machine: a KVM that cannot takes 10 s to fail. In milliseconds. */
const probeDeadline = 15_000;
/** After this silence QEMU is started beside it, in milliseconds. */
const patience = 2000;

/** Boots a trivial machine and ends it; throws a BellglassFailure when it does not greet before `signal` is aborted. */
export type TrivialBoot = (hypervisor: Hypervisor, signal: AbortSignal) => Promise<void>;

/** What a probe found so far, and what it will find. */
export interface Probe {
  /** What can be used now. */
  readonly usable: Hypervisor;
  /** Why libkrun does not boot here, null when it does; known at the latest after the deadline. */
  readonly libkrunProblem: Promise<string | null>;
}

/**
 * Finds out by booting whether libkrun works here. When it stays silent, QEMU is tried beside it, and whoever boots first is used at once;
 * the question about libkrun is still answered.
 * @param fallback null when QEMU is known not to work
 * @throws BellglassFailure no_hypervisor when neither boots
 */
export async function probe(libkrun: Hypervisor, fallback: Hypervisor | null, boot: TrivialBoot): Promise<Probe> {
  const libkrunProblem = problemOf(libkrun, boot);
  const early = await Promise.race([libkrunProblem, sleep(patience, 'silent' as const)]);
  if (early === null) return { usable: libkrun, libkrunProblem };
  if (fallback === null) {
    if ((await libkrunProblem) === null) return { usable: libkrun, libkrunProblem };
    throw none((await libkrunProblem) ?? '', 'it is not installed');
  }
  const fallbackProblem = problemOf(fallback, boot);
  const first = await Promise.race([
    libkrunProblem.then(async (problem) =>
      problem === null ? libkrun : (await fallbackProblem) === null ? fallback : null,
    ),
    fallbackProblem.then(async (problem) =>
      problem === null ? fallback : (await libkrunProblem) === null ? libkrun : null,
    ),
  ]);
  if (first === null) throw none((await libkrunProblem) ?? '', (await fallbackProblem) ?? '');
  return { usable: first, libkrunProblem };
}

async function problemOf(hypervisor: Hypervisor, boot: TrivialBoot): Promise<string | null> {
  const late = AbortSignal.timeout(probeDeadline);
  try {
    await boot(hypervisor, late);
    return null;
  } catch (thrown) {
    if (late.aborted) return `a trivial machine did not boot within ${String(probeDeadline / 1000)} s`;
    const error = asError(thrown);
    return error.code === 'boot_failed' ? error.data.sentence : `a trivial machine did not boot (${error.code})`;
  }
}

function none(libkrunReason: string, qemuReason: string): BellglassFailure {
  const reasons = [
    { hypervisor: 'libkrun' as const, reason: libkrunReason.slice(0, 4096) },
    { hypervisor: 'qemu' as const, reason: qemuReason.slice(0, 4096) },
  ];
  return new BellglassFailure({ code: 'no_hypervisor', data: { reasons } });
}
