import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import type { RunDirectory } from './runDirectory.js';

/** What a machine is made of, whatever boots it. */
export interface MachinePlan {
  /** null: the hypervisor's own default. */
  readonly cpus: number | null;
  readonly memoryMiB: number;
  readonly kernel: string;
  readonly initramfs: string;
  readonly shares: MachineSpec['shares'];
  readonly added: MachineSpec['added'];
  readonly disks: MachineSpec['disks'];
  /** Whether it runs on when the daemon that started it dies; the next one finds it by its run directory. */
  readonly outlivesDaemon: boolean;
}

/** One way to boot a machine. */
export interface Hypervisor {
  readonly name: HypervisorName;
  /** How long a guest may take to greet, in milliseconds. */
  readonly bootDeadline: number;
  /** Virtual CPUs of a machine for which none are asked. */
  readonly usualCpus: number;
  /** Why it cannot work here, as far as can be told without booting; null when it may. */
  problem(): Promise<string | null>;
  /** What changes when it becomes another version. */
  identity(): Promise<string>;
  /** The vmm's specification of the machine. */
  specify(plan: MachinePlan, directory: RunDirectory): Promise<MachineSpec>;
}

/** The parts of a specification that are the same for every hypervisor. */
export function commonSpec(
  plan: MachinePlan,
  directory: RunDirectory,
): Omit<MachineSpec, 'hypervisor' | 'cpus' | 'kernel'> {
  return {
    version: 1,
    memoryMiB: plan.memoryMiB,
    disks: plan.disks,
    shares: plan.shares,
    added: plan.added,
    agentSocket: directory.agentSocket,
    console: directory.console,
    consoleLimit: 1024 * 1024,
    record: directory.failure,
    jailReport: directory.jail,
    seccomp: 'enforce',
    diesWithParent: !plan.outlivesDaemon,
  };
}
