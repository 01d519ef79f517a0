import type { Natives } from '../machine/natives.js';
import type { TrivialBoot } from '../machine/probe.js';
import { bootMachine, type BootContext } from './boot.js';

/** Memory of a machine that only greets, in MiB. */
const memoryMiB = 256;

/** Boots nothing but the agent, and ends it: what the probe asks of a hypervisor. */
export function trivialBoot(natives: Natives, context: BootContext): TrivialBoot {
  return async (hypervisor, signal) => {
    const { kernel, initramfs } = natives;
    const plan = { cpus: 1, memoryMiB, kernel, initramfs, shares: [], added: [], disks: [], outlivesDaemon: false };
    const { machine, session } = await bootMachine(hypervisor, plan, context, signal);
    session.destroy();
    await machine.remove();
  };
}
