import { chooseHypervisor } from '../machine/choose.js';
import type { Hypervisor } from '../machine/hypervisor.js';
import type { Natives } from '../machine/natives.js';
import type { BootContext, BootMarks } from '../sandbox/boot.js';
import { trivialBoot } from '../sandbox/trivialBoot.js';
import type { ActiveRun } from './activeRun.js';
import type { RunContext } from './context.js';
import type { RecordDraft } from './recordDraft.js';

/** The hypervisor of a run; the client is told when that takes long, or will. @throws as chooseHypervisor */
export async function pickHypervisor(run: ActiveRun, natives: Natives, context: RunContext): Promise<Hypervisor> {
  const onProbe = (): void => {
    const message = 'Trying which hypervisor works on this machine (once after each start of it).';
    run.progress({ stage: 'probe', message });
  };
  const onSlow = (reason: string): void => {
    // A verdict can come when the run is over, and its client gone.
    if (run.stopped.aborted) return;
    const message = `Sandboxes run in software emulation here, which is slower, because hardware virtualization does not work: ${reason}.`;
    run.progress({ stage: 'slow', message });
  };
  const machines = bootContext(natives, context);
  return await chooseHypervisor(run.request.hypervisor, {
    natives,
    verdictPath: context.paths.verdict,
    boot: trivialBoot(natives, machines),
    probes: context.probes,
    probeDeadline: machines.bootDeadline,
    signal: run.stopped,
    onProbe,
    onSlow,
  });
}

/** Where the machines of runs are started from. BELLGLASS_BOOT_SECONDS bounds their start. */
export function bootContext(natives: Natives, context: RunContext): BootContext {
  const seconds = Number(context.env['BELLGLASS_BOOT_SECONDS']);
  const machines = { vmm: natives.vmm, machines: context.paths.machines };
  return seconds > 0 ? { ...machines, bootDeadline: seconds * 1000 } : machines;
}

/** Notes a machine's start in the run and in its record. */
export function bootMarks(run: ActiveRun, draft: RecordDraft): BootMarks {
  return {
    spawned: ({ directory, hypervisor, pid, startedAt }) => {
      draft.mark('spawned');
      run.machine = { id: directory.id, hypervisor, pid, startedAt };
    },
    agent: () => {
      draft.mark('agent');
    },
  };
}
