import { AdoptedMachine } from '../../machine/adoptedMachine.js';
import { diagnose, endedWell, explainFailure } from '../../machine/diagnosis.js';
import { endMachine } from '../../machine/leftovers.js';
import { readTrace } from '../../machine/runDirectory.js';
import type { RunningMachine } from '../../machine/runningMachine.js';
import { asError } from '../../protocol/errors.js';
import { noted } from '../../protocol/reviews/noted.js';
import type { SandboxEnd } from '../../protocol/sandbox/sandbox.js';
import { failureRecord, machineSpec } from '../../protocol/wire/machineSpec.js';
import { imageOfRunning } from '../../sandbox/resolveImage.js';
import { sandboxOf, type Sandbox } from '../../sandbox/sandbox.js';
import { isAlive } from '../../state/processIdentity.js';
import type { SandboxRow } from '../../state/sandboxTable.js';
import type { BootedKept } from './bootKept.js';
import type { KeptContext } from '../context.js';
import { findAgent, type FoundAgent } from './findAgent.js';
import type { OwnedMachine } from './owned.js';
import { placesOf } from '../places.js';

/** How long the agent of a machine that runs may take to greet, in milliseconds: the host may have just woken up. */
const greetingTime = 30_000;

/** What became of a machine that an earlier daemon started. */
export type Adoption =
  | { readonly kind: 'running'; readonly booted: BootedKept }
  | { readonly kind: 'ended'; readonly end: Pick<SandboxEnd, 'reason' | 'error'> };

/**
 * Takes over the machine under a kept sandbox. One that cannot be used is ended, and nothing but the reason is left of it. Never throws.
 * @param signal when it is aborted, one that has not answered yet is ended
 * @param ended called before its run directory is removed
 */
export async function adopt(
  row: SandboxRow,
  { directory, vmm }: OwnedMachine,
  context: KeptContext,
  signal: AbortSignal,
  ended: (machine: OwnedMachine) => Promise<void>,
): Promise<Adoption> {
  const give = async (end: Pick<SandboxEnd, 'reason' | 'error'>): Promise<Adoption> => {
    await ended({ directory, vmm });
    await endMachine(vmm, directory);
    return { kind: 'ended', end };
  };
  const spec = await readTrace(directory.spec, machineSpec);
  if (vmm === null || spec === null) return await give({ reason: 'lost', error: null });
  const hypervisor = spec.hypervisor.kind;
  const machine = new AdoptedMachine(hypervisor, directory, vmm);
  if (!isAlive(vmm)) {
    machine.check();
    if (await endedWell(machine)) return await give({ reason: 'switchedOff', error: null });
    const failed = (await readTrace(directory.failure, failureRecord)) !== null;
    const error = failed ? (await diagnose(machine, '', true)).error : null;
    return await give({ reason: failed ? 'failed' : 'lost', error });
  }
  let found: FoundAgent | null = null;
  try {
    found = await findAgent(machine, greetingTime, signal);
    // The daemon before this one ended while it started the machine: whoever asked for that has been told that it failed.
    if (found?.booted !== true) {
      found?.session.destroy();
      const error = found === null ? (await diagnose(machine, 'its port does not open', true)).error : null;
      return await give({ reason: found === null ? 'failed' : 'lost', error });
    }
    const sandbox = await takeOver(row, machine, found, context);
    const ticket = context.budget.adopt(spec.memoryMiB, spec.cpus);
    return { kind: 'running', booted: { sandbox, ticket } };
  } catch (thrown) {
    found?.session.destroy();
    return await give({ reason: 'failed', error: asError(await explainFailure(machine, thrown, true)) });
  }
}

async function takeOver(
  { settings }: SandboxRow,
  machine: RunningMachine,
  { session, kernel }: FoundAgent,
  context: KeptContext,
): Promise<Sandbox> {
  const image = imageOfRunning(settings.image);
  // The machine has what it has: a workspace that was moved meanwhile is no reason to end it.
  const { workspace } = await placesOf(settings, context.paths).catch(() => ({ workspace: null }));
  const hidden = await readTrace(machine.directory.hidden, noted);
  const seen = workspace === null || hidden === null ? workspace : { ...workspace, hidden };
  return sandboxOf({ machine, session, image, workspace: seen, kernel });
}
