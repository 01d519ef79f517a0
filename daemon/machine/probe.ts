import { setTimeout as sleep } from 'node:timers/promises';
import { asError, BellglassFailure } from '../protocol/errors.js';
import type { Hypervisor } from './hypervisor.js';

/** How long hardware virtualization may take to boot a trivial machine: a KVM that cannot takes 10 s to fail. In milliseconds. */
const usualDeadline = 15_000;
/** After this silence QEMU is started beside it, in milliseconds. */
const patience = 2000;

/** Boots a trivial machine and ends it; throws a BellglassFailure when it does not greet, the reason of `signal` when that is aborted. */
export type TrivialBoot = (hypervisor: Hypervisor, signal: AbortSignal) => Promise<void>;

/** How a probe is made. */
export interface ProbeContext {
  readonly boot: TrivialBoot;
  /** How long libkrun may take instead of the usual, in milliseconds. QEMU has the time of any of its machines. */
  readonly deadline: number | undefined;
  /** Ends the probe, with its reason. */
  readonly signal: AbortSignal;
}

/** Why a hypervisor does not boot here. */
export interface Problem {
  readonly reason: string;
  /** Whether its time was up: a host under load can do that to one that works. */
  readonly late: boolean;
}

/** What a probe found so far, and what it will find. */
export interface Probe {
  /** What can be used now. */
  readonly usable: Hypervisor;
  /** Why libkrun does not boot here, null when it does; known at the latest after the deadline. Rejected when the probe was ended. */
  readonly libkrunProblem: Promise<Problem | null>;
}

/**
 * Finds out by booting whether libkrun works here. When it stays silent, QEMU is tried beside it, and whoever boots first is used at once;
 * the question about libkrun is still answered.
 * @param fallback null when QEMU is known not to work
 * @throws BellglassFailure no_hypervisor when neither boots; the reason of the context's signal
 */
export async function probe(libkrun: Hypervisor, fallback: Hypervisor | null, context: ProbeContext): Promise<Probe> {
  const { boot, signal, deadline = usualDeadline } = context;
  const libkrunProblem = problemOf(libkrun, boot, signal, deadline);
  libkrunProblem.catch(() => undefined);
  const early = await Promise.race([libkrunProblem, sleep(patience, 'silent' as const)]);
  if (early === null) return { usable: libkrun, libkrunProblem };
  if (fallback === null) {
    const problem = await libkrunProblem;
    if (problem === null) return { usable: libkrun, libkrunProblem };
    throw noHypervisor(problem.reason, 'it is not installed');
  }
  const enough = new AbortController();
  const fallbackProblem = problemOf(fallback, boot, AbortSignal.any([signal, enough.signal]), null);
  const first = await Promise.race([
    libkrunProblem.then(async (problem) =>
      problem === null ? libkrun : (await fallbackProblem) === null ? fallback : null,
    ),
    fallbackProblem.then(async (problem) =>
      problem === null ? fallback : (await libkrunProblem) === null ? libkrun : null,
    ),
  ]);
  if (first === null) throw noHypervisor((await libkrunProblem)?.reason ?? '', (await fallbackProblem)?.reason ?? '');
  fallbackProblem.catch(() => undefined);
  if (first === libkrun) enough.abort();
  return { usable: first, libkrunProblem };
}

/** @param deadline null: as long as the machine's own start may take */
async function problemOf(
  hypervisor: Hypervisor,
  boot: TrivialBoot,
  signal: AbortSignal,
  deadline: number | null,
): Promise<Problem | null> {
  const late = deadline === null ? null : AbortSignal.timeout(deadline);
  try {
    await boot(hypervisor, late === null ? signal : AbortSignal.any([signal, late]));
    return null;
  } catch (thrown) {
    signal.throwIfAborted();
    if (late?.aborted === true)
      return { reason: `a trivial machine did not boot within ${String((deadline ?? 0) / 1000)} s`, late: true };
    const error = asError(thrown);
    const reason =
      error.code === 'boot_failed' ? error.data.sentence : `a trivial machine did not boot (${error.code})`;
    return { reason, late: false };
  }
}

/** The error of a host on which nothing boots, with why each does not. */
export function noHypervisor(libkrunReason: string, qemuReason: string): BellglassFailure {
  const reasons = [
    { hypervisor: 'libkrun' as const, reason: libkrunReason.slice(0, 4096) },
    { hypervisor: 'qemu' as const, reason: qemuReason.slice(0, 4096) },
  ];
  return new BellglassFailure({ code: 'no_hypervisor', data: { reasons } });
}
