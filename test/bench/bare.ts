import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { makeRunDirectory, removeRunDirectory } from '../../daemon/machine/runDirectory.js';
import type { HypervisorName } from '../../daemon/protocol/run.js';
import { cpus, memoryMiB, type World } from './world.js';

/** One boot of the bare machine, in milliseconds since the vmm was started. */
export interface BareBoot {
  /** Until its jail was up. */
  readonly jail: number;
  /** Until the machine had ended. */
  readonly whole: number;
}

/**
 * Boots the bare machine: the same vmm, kernel, CPUs and memory, but no daemon, no agent, no shares, no seccomp filter.
 * @throws Error when the machine does not end by itself within `limit` milliseconds
 */
export async function bootBare(
  world: World,
  name: HypervisorName,
  initramfs: string,
  limit = 120_000,
): Promise<BareBoot> {
  const directory = await makeRunDirectory(world.path('machines'));
  try {
    const plan = { cpus, memoryMiB, kernel: world.natives.kernel, initramfs, shares: [], disks: [] };
    const specification = await world.hypervisor(name).specify(plan, directory);
    const startedAt = Date.now();
    const started = performance.now();
    const child = spawn(world.natives.vmm, [], {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'ignore', 'inherit'],
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    child.stdin.end(JSON.stringify({ ...specification, seccomp: 'off' }));
    const status = await new Promise((resolve) => child.once('exit', resolve));
    const whole = performance.now() - started;
    if (status !== 0)
      throw new Error(
        `the bare machine ended with ${String(status)}: ${readFileSync(directory.console, 'utf8').slice(-500)}`,
      );
    return { jail: statSync(directory.jail).mtimeMs - startedAt, whole };
  } finally {
    await removeRunDirectory(directory);
  }
}
