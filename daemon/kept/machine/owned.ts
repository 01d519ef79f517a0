import { endMachine } from '../../machine/leftovers.js';
import {
  ownerRecord,
  readTrace,
  runDirectoryAt,
  runDirectoryIds,
  type RunDirectory,
} from '../../machine/runDirectory.js';
import { isAlive, type ProcessIdentity } from '../../state/processIdentity.js';

/** A machine that an earlier daemon started under a kept sandbox. */
export interface OwnedMachine {
  readonly directory: RunDirectory;
  /** null when the daemon ended before there was one. */
  readonly vmm: ProcessIdentity | null;
}

/**
 * The machines under kept sandboxes, by the sandbox's id. Those under sandboxes that are not known, and more than one under the same, are ended.
 * @param known ids of the sandboxes that there are
 */
export async function findOwned(machines: string, known: ReadonlySet<string>): Promise<Map<string, OwnedMachine>> {
  const owned = new Map<string, OwnedMachine>();
  for (const id of await runDirectoryIds(machines)) {
    const owner = await readTrace(runDirectoryAt(machines, id).owner, ownerRecord);
    const sandbox = owner?.sandbox ?? null;
    if (owner === null || sandbox === null) continue;
    const one = { directory: runDirectoryAt(machines, id, sandbox), vmm: owner.vmm };
    const other = owned.get(sandbox);
    if (!known.has(sandbox) || (other !== undefined && (lives(other) || !lives(one)))) {
      await endMachine(one.vmm, one.directory);
      continue;
    }
    owned.set(sandbox, one);
    if (other !== undefined) await endMachine(other.vmm, other.directory);
  }
  return owned;
}

function lives({ vmm }: OwnedMachine): boolean {
  return vmm !== null && isAlive(vmm);
}
