import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { descendants, killIdentity, sessionMembers } from './processFamily.js';
import {
  ownerRecord,
  readTrace,
  removeRunDirectory,
  runDirectoryAt,
  runDirectoryIds,
  type RunDirectory,
} from './runDirectory.js';

/** How long a machine may take to end after it was killed, in milliseconds. */
const endDeadline = 2000;

/**
 * Ends the machines that a daemon left behind and removes their run directories. A process is touched only when its start time is the one
 * that was written down, and nothing is touched while the daemon that owns it lives, nor what is under a kept sandbox.
 * @returns how many directories were removed
 */
export async function removeLeftovers(machines: string): Promise<number> {
  const ids = await runDirectoryIds(machines);
  const removed = await Promise.all(ids.map(async (id) => await removeLeftover(runDirectoryAt(machines, id))));
  return removed.filter(Boolean).length;
}

async function removeLeftover(directory: RunDirectory): Promise<boolean> {
  const owner = await readTrace(directory.owner, ownerRecord);
  if (owner !== null && (owner.sandbox !== null || isAlive(owner.daemon))) return false;
  await endMachine(owner?.vmm ?? null, directory);
  return true;
}

/** Ends a machine that is not this process's child, with everything it started, and removes its run directory. */
export async function endMachine(vmm: ProcessIdentity | null, directory: RunDirectory): Promise<void> {
  if (vmm !== null) {
    const all = [...(isAlive(vmm) ? [vmm, ...descendants(vmm.pid)] : []), ...sessionMembers(vmm)];
    all.forEach(killIdentity);
    for (const deadline = Date.now() + endDeadline; all.some(isAlive) && Date.now() < deadline;) await sleep(5);
  }
  await removeRunDirectory(directory);
}
