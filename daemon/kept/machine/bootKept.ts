import { writeHidden } from '../../machine/runDirectory.js';
import { findNatives } from '../../machine/natives.js';
import type { SandboxRow } from '../../state/sandboxTable.js';
import { hideShared } from '../../review/hideShared.js';
import { advised } from '../../sandbox/advised.js';
import { allowedBy, type Ticket } from '../../sandbox/budget.js';
import { checkLimits } from '../../sandbox/limits.js';
import { bootContext, pickHypervisor } from '../../sandbox/pickHypervisor.js';
import { resolveImage } from '../../sandbox/resolveImage.js';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.js';
import { readSettings } from '../../state/settings.js';
import type { KeptContext } from '../context.js';
import type { Home } from '../store/home.js';
import { placesOf } from '../places.js';

/** A guest that no daemon has talked to for so long powers off, in seconds: a day is a long weekend's night. */
const orphanSeconds = 24 * 60 * 60;

/** A kept sandbox whose machine runs. */
export interface BootedKept {
  readonly sandbox: Sandbox;
  /** What it holds of the budget. */
  readonly ticket: Ticket;
}

/**
 * Boots the machine of a kept sandbox on its disk. Whatever goes wrong, nothing is left but the disk.
 * @throws BellglassFailure the errors of the settings, the workspace, the budget, of choosing and of booting; the reason of `signal`
 */
export async function bootKept(
  { id, settings }: SandboxRow,
  home: Home,
  context: KeptContext,
  signal: AbortSignal,
): Promise<BootedKept> {
  const usual = await readSettings(context.paths.settings);
  const cpus = settings.cpus ?? usual.cpus;
  const memoryMiB = checkLimits(settings.memoryMiB ?? usual.memoryMiB, cpus, []);
  const places = await placesOf(settings, context.paths);
  const natives = findNatives(context.env);
  const image = await resolveImage(settings.image, natives.initramfs, context.paths.cache);
  const words = { probing: context.log, slow: () => undefined };
  const hypervisor = await pickHypervisor(settings.hypervisor, natives, context, signal, words);
  const hiding = { program: natives.fs, more: usual.hidden };
  const workspace = await hideShared(places.workspace, hiding, signal);
  context.budget.allow(allowedBy(usual));
  const ticket = context.budget.take(memoryMiB, cpus ?? hypervisor.usualCpus);
  try {
    const kept = { sandboxId: id, disk: home.disk, orphanSeconds };
    const wish = {
      hypervisor,
      image,
      ...places,
      workspace,
      kernel: natives.kernel,
      cpus,
      memoryMiB,
      kept,
      review: null,
    };
    const sandbox = await createSandbox(wish, bootContext(natives, context), signal, {});
    if (workspace?.hidden !== undefined) await writeHidden(sandbox.machine.directory, workspace.hidden);
    return { sandbox, ticket };
  } catch (thrown) {
    ticket.release();
    throw signal.aborted ? thrown : await advised(thrown, context.advise);
  }
}
