import { availableParallelism, totalmem } from 'node:os';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { RunRequest } from '../protocol/run.js';

/** Memory of a sandbox for which none was asked, in MiB. */
const defaultMemoryMiB = 1024;

/**
 * Checks what was asked for against the host.
 * @returns the sandbox's memory in MiB
 * @throws BellglassFailure memory_beyond_host, memory_too_small, cpus_beyond_host, arguments_too_large
 */
export function checkLimits(request: RunRequest): number {
  const hostMiB = usableMiB(totalmem(), process.constrainedMemory());
  const memoryMiB = request.memoryMiB ?? Math.min(defaultMemoryMiB, hostMiB);
  if (memoryMiB > hostMiB)
    throw new BellglassFailure({ code: 'memory_beyond_host', data: { requestedMiB: memoryMiB, hostMiB } });
  if (memoryMiB < limits.minimumMemoryMiB) {
    throw new BellglassFailure({
      code: 'memory_too_small',
      data: { requestedMiB: memoryMiB, minimumMiB: limits.minimumMemoryMiB },
    });
  }
  const host = Math.min(availableParallelism(), limits.maximumCpus);
  if (request.cpus !== null && request.cpus > host)
    throw new BellglassFailure({ code: 'cpus_beyond_host', data: { requested: request.cpus, host } });
  checkArguments(request);
  return memoryMiB;
}

/**
 * The memory that this process may use, in MiB: in a container that is not all of the host's, and more would be killed, not refused.
 * @param total the host's, in bytes
 * @param constrained the control group's, in bytes; 0 when there is none
 */
export function usableMiB(total: number, constrained: number): number {
  return Math.floor((constrained > 0 ? Math.min(total, constrained) : total) / 1024 / 1024);
}

function checkArguments(request: RunRequest): void {
  const { command } = request;
  const words = [
    ...(command.kind === 'argv' ? command.argv : command.args),
    ...Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
  ];
  const sizes = words.map((word) => Buffer.byteLength(word) + 1);
  const longest = Math.max(0, ...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (longest > limits.oneArgument)
    throw new BellglassFailure({ code: 'arguments_too_large', data: { bytes: longest, limit: limits.oneArgument } });
  if (total > limits.argumentsAndEnvironment) {
    throw new BellglassFailure({
      code: 'arguments_too_large',
      data: { bytes: total, limit: limits.argumentsAndEnvironment },
    });
  }
}
