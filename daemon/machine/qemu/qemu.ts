import type { MachineSpec } from '../../protocol/wire/machineSpec.js';
import { commonSpec, type Hypervisor, type MachinePlan } from '../hypervisor.js';
import { fileIdentity } from '../natives.js';
import type { RunDirectory } from '../runDirectory.js';
import { findQemu, qemuProgramName } from './program.js';

/**
 * Without these options the kernel needs 1.2 s instead of 0.7 s to its first line of init under emulation. Nothing of a user's ever goes here:
 * the kernel's line has no quoting that holds.
 */
const commandLine =
  'reboot=t panic=-1 quiet nolapic_timer noreplace-smp initcall_blacklist=jent_mod_init,svm_init,init_btrfs_fs,cpuid_init console=hvc0 rdinit=/init';

/** One CPU boots quicker than two. */
const usualCpus = 1;

/** Software emulation by the host's QEMU, for hosts without virtualization. */
export function qemu(virtiofsd: string): Hypervisor {
  return {
    name: 'qemu',
    bootDeadline: 60_000,
    usualCpus,
    problem: async () => ((await findQemu()) === null ? `${qemuProgramName} is not installed` : null),
    identity: async () => {
      const program = await findQemu();
      return program === null ? 'none' : `${program} ${fileIdentity(program)}`;
    },
    specify: async (plan: MachinePlan, directory: RunDirectory): Promise<MachineSpec> => {
      const program = (await findQemu()) ?? `/usr/bin/${qemuProgramName}`;
      return {
        ...commonSpec(plan, directory),
        hypervisor: { kind: 'qemu', program, accelerator: 'tcg', virtiofsd },
        cpus: plan.cpus ?? usualCpus,
        kernel: { path: plan.kernel, initramfs: plan.initramfs, commandLine },
      };
    },
  };
}
