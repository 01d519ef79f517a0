import type { Hypervisor } from '../machine/hypervisor.js';
import type { Natives } from '../machine/natives.js';
import type { BootMarks } from '../sandbox/boot.js';
import { pickHypervisor } from '../sandbox/pickHypervisor.js';
import type { ActiveRun } from './activeRun.js';
import type { RunContext } from './context.js';
import type { RecordDraft } from './recordDraft.js';

/** The hypervisor of a run; the client is told when that takes long, or will. @throws as chooseHypervisor */
export async function hypervisorOf(run: ActiveRun, natives: Natives, context: RunContext): Promise<Hypervisor> {
  return await pickHypervisor(run.request.hypervisor, natives, context, run.stopped, {
    probing: (message) => {
      run.progress({ stage: 'probe', message });
    },
    slow: (message) => {
      // A verdict can come when the run is over, and its client gone.
      if (!run.stopped.aborted) run.progress({ stage: 'slow', message });
    },
  });
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
