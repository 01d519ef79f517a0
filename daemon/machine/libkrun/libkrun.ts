import { cpus } from 'node:os';
import type { MachineSpec } from '../../protocol/wire/machineSpec.js';
import { commonSpec, type Hypervisor, type MachinePlan } from '../hypervisor.js';
import type { RunDirectory } from '../runDirectory.js';
import { kvmProblem } from './kvm.js';

/** Nothing of a user's ever goes here: the kernel's line has no quoting that holds. */
const commandLine = 'reboot=k panic=-1 console=hvc0 quiet rdinit=/init';

const usualCpus = Math.min(2, cpus().length);

/** Hardware virtualization, in the vmm's own process. */
export const libkrun: Hypervisor = {
  name: 'libkrun',
  bootDeadline: 20_000,
  usualCpus,
  problem: async () => await kvmProblem(),
  identity: async () => await Promise.resolve('libkrun'),
  specify: async (plan: MachinePlan, directory: RunDirectory): Promise<MachineSpec> => {
    const kernel = { path: plan.kernel, initramfs: plan.initramfs, commandLine };
    return await Promise.resolve({
      ...commonSpec(plan, directory),
      hypervisor: { kind: 'libkrun' },
      cpus: plan.cpus ?? usualCpus,
      kernel,
    });
  },
};
