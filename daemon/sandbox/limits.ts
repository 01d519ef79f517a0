import { availableParallelism, totalmem } from 'node:os';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';

/** Memory of a sandbox for which none was asked, in MiB. */
const usualMemoryMiB = 1024;
/** Of the host's memory, sandboxes together have this part when the user's settings say nothing else. */
export const memoryShare = 0.8;

/**
 * Checks what was asked for one sandbox against the host.
 * @param memoryMiB null: the usual
 * @param cpus null: the hypervisor's own default
 * @param words arguments and environment of what is to run
 * @returns the sandbox's memory in MiB
 * @throws BellglassFailure memory_beyond_host, memory_too_small, cpus_beyond_host, arguments_too_large
 */
export function checkLimits(memoryMiB: number | null, cpus: number | null, words: readonly string[]): number {
  const hostMiB = hostMemoryMiB();
  const requestedMiB = memoryMiB ?? Math.min(usualMemoryMiB, Math.floor(hostMiB * memoryShare));
  if (requestedMiB > hostMiB)
    throw new BellglassFailure({ code: 'memory_beyond_host', data: { requestedMiB, hostMiB } });
  if (requestedMiB < limits.minimumMemoryMiB) {
    const data = { requestedMiB, minimumMiB: limits.minimumMemoryMiB };
    throw new BellglassFailure({ code: 'memory_too_small', data });
  }
  const host = Math.min(availableParallelism(), limits.maximumCpus);
  if (cpus !== null && cpus > host)
    throw new BellglassFailure({ code: 'cpus_beyond_host', data: { requested: cpus, host } });
  checkWords(words);
  return requestedMiB;
}

/** Arguments and environment as the kernel counts them. */
export function wordsOf(args: readonly string[], env: Readonly<Record<string, string>>): string[] {
  return [...args, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
}

/** The memory that sandboxes can have at all, in MiB. */
export function hostMemoryMiB(): number {
  return usableMiB(totalmem(), process.constrainedMemory());
}

/**
 * The memory that this process may use, in MiB: in a container that is not all of the host's, and more would be killed, not refused.
 * @param total the host's, in bytes
 * @param constrained the control group's, in bytes; 0 when there is none
 */
export function usableMiB(total: number, constrained: number): number {
  return Math.floor((constrained > 0 ? Math.min(total, constrained) : total) / 1024 / 1024);
}

/** Checks that the kernel takes them. @throws BellglassFailure arguments_too_large */
export function checkWords(words: readonly string[]): void {
  const sizes = words.map((word) => Buffer.byteLength(word) + 1);
  const longest = Math.max(0, ...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (longest > limits.oneArgument)
    throw new BellglassFailure({ code: 'arguments_too_large', data: { bytes: longest, limit: limits.oneArgument } });
  if (total > limits.argumentsAndEnvironment) {
    const data = { bytes: total, limit: limits.argumentsAndEnvironment };
    throw new BellglassFailure({ code: 'arguments_too_large', data });
  }
}
