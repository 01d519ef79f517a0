import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { runDirectoryAt } from '../../../daemon/machine/runDirectory.js';
import type { HypervisorName } from '../../../daemon/protocol/sandbox/wishes.js';
import { inProject } from '../../helpers/project.js';
import { timed } from '../statistics.js';
import type { World } from '../world.js';
import { qemuLine } from './qemuLine.js';

/** A program and its arguments that become the bare machine; its console is their standard output. */
export type BareLine = readonly [string, ...string[]];

/** The bare machine of the hypervisor: kernel, CPUs and memory of a run, and nothing of Bellglass's around it. */
export async function bareLine(world: World, name: HypervisorName, initramfs: string): Promise<BareLine> {
  const plan = world.plan(initramfs, []);
  if (name === 'qemu') return await qemuLine(world, plan);
  const directory = runDirectoryAt(world.path('machines'), 'bare');
  const { cpus, memoryMiB, kernel } = await world.hypervisor(name).specify(plan, directory);
  return [
    inProject('out/bench/bare'),
    String(cpus),
    String(memoryMiB),
    kernel.path,
    kernel.initramfs ?? '',
    kernel.commandLine,
  ];
}

/**
 * Boots the bare machine once, which runs /bin/true and ends.
 * @param console the file that takes what it says: libkrun opens its console by name, which a socket does not have
 * @returns milliseconds from the start of its program to its end
 * @throws Error when it does not end by itself within `limit` milliseconds
 */
export async function bootBare([program, ...args]: BareLine, console: string, limit: number): Promise<number> {
  let status: unknown = null;
  const output = openSync(console, 'w', 0o600);
  const whole = await timed(async () => {
    const child = spawn(program, args, {
      cwd: '/',
      env: {},
      stdio: ['ignore', output, output],
      timeout: limit,
      killSignal: 'SIGKILL',
    });
    status = await new Promise((resolve, reject) =>
      child.once('error', reject).once('close', (code, signal) => {
        resolve(signal ?? code);
      }),
    );
  });
  closeSync(output);
  const said = readFileSync(console, 'utf8');
  // A kernel that panics reboots, and ends its machine as a good one does.
  if (status !== 0 || said.includes('Kernel panic'))
    throw new Error(`the bare machine ended with ${String(status)}: ${said.slice(-500)}`);
  return whole;
}
