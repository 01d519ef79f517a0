import { chooseHypervisor } from '../machine/choose.js';
import type { Hypervisor } from '../machine/hypervisor.js';
import type { Natives } from '../machine/natives.js';
import type { Probes } from '../machine/probes.js';
import type { HypervisorWish } from '../protocol/sandbox/wishes.js';
import type { Paths } from '../state/paths.js';
import type { BootContext } from './boot.js';
import { trivialBoot } from './trivialBoot.js';

/** What starting a machine needs to know of the daemon that it starts in. */
export interface HostContext {
  readonly paths: Paths;
  readonly env: NodeJS.ProcessEnv;
  readonly probes: Probes;
}

/** What is told while a hypervisor is chosen, in words for the user. */
export interface ChoiceWords {
  /** Before a probe, which can take seconds. */
  readonly probing: (message: string) => void;
  /** Whenever sandboxes are emulated; after a probe perhaps later than the choice. */
  readonly slow: (message: string) => void;
}

/** The hypervisor of a sandbox. @param signal ends the choice, with its reason @throws as chooseHypervisor */
export async function pickHypervisor(
  wish: HypervisorWish,
  natives: Natives,
  context: HostContext,
  signal: AbortSignal,
  words: ChoiceWords,
): Promise<Hypervisor> {
  const machines = bootContext(natives, context);
  return await chooseHypervisor(wish, {
    natives,
    verdictPath: context.paths.verdict,
    boot: trivialBoot(natives, machines),
    probes: context.probes,
    probeDeadline: machines.bootDeadline,
    signal,
    onProbe: () => {
      words.probing('Trying which hypervisor works on this machine (once after each start of it).');
    },
    onSlow: (reason) => {
      words.slow(
        `Sandboxes run in software emulation here, which is slower, because hardware virtualization does not work: ${reason}.`,
      );
    },
  });
}

/** Where machines are started from. BELLGLASS_BOOT_SECONDS bounds their start. */
export function bootContext(natives: Natives, context: HostContext): BootContext {
  const seconds = Number(context.env['BELLGLASS_BOOT_SECONDS']);
  const machines = { vmm: natives.vmm, machines: context.paths.machines };
  return seconds > 0 ? { ...machines, bootDeadline: seconds * 1000 } : machines;
}
