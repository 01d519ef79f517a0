import { readFileSync } from 'node:fs';
import type { MachinePlan } from '../../../daemon/machine/hypervisor.js';
import { Machine } from '../../../daemon/machine/machine.js';
import { descendants } from '../../../daemon/machine/processFamily.js';
import { makeRunDirectory } from '../../../daemon/machine/runDirectory.js';
import type { MachineSpec } from '../../../daemon/protocol/wire/machineSpec.js';
import { until } from '../../helpers/waiting.js';
import type { World } from '../world.js';
import type { BareLine } from './bare.js';

/**
 * QEMU's command line without the vmm: what the vmm gives it for that plan, less the agent's port. It is read off a living machine, so
 * that it is never another one than the vmm's.
 * @throws Error when no QEMU shows up under the vmm
 */
export async function qemuLine(world: World, plan: MachinePlan): Promise<BareLine> {
  const directory = await makeRunDirectory(world.path('machines'));
  const spec = await world.hypervisor('qemu').specify(plan, directory);
  const machine = await Machine.start(world.natives.vmm, spec, directory);
  try {
    return await until({ what: 'the vmm’s QEMU', milliseconds: 20_000 }, () => {
      const [program, ...args] = lineUnder(machine.pid, spec) ?? [];
      return program === undefined ? null : [program, ...withoutVmm(args, spec)];
    });
  } finally {
    await machine.remove();
  }
}

function lineUnder(pid: number, { hypervisor }: MachineSpec): string[] | undefined {
  const program = hypervisor.kind === 'qemu' ? hypervisor.program : null;
  return descendants(pid)
    .map((child) => wordsOf(child.pid))
    .find((words) => words[0] === program);
}

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      .split('\0')
      .slice(0, -1);
  } catch {
    return [];
  }
}

/** In the jail the files have other names, and the agent's socket is a descriptor of the vmm's. */
function withoutVmm(args: readonly string[], { kernel }: MachineSpec): string[] {
  const files = new Map([
    ['-kernel', kernel.path],
    ['-initrd', kernel.initramfs ?? ''],
  ]);
  const ofAgent = (word = ''): boolean => /(^|,)(id|chardev)=agent(,|$)/.test(word);
  return args.flatMap((word, index) => {
    if (ofAgent(word) || ofAgent(args[index + 1])) return [];
    return [files.get(args[index - 1] ?? '') ?? word];
  });
}
