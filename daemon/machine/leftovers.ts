import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../state/processIdentity.js';
import { descendants, killIdentity, sessionMembers } from './processFamily.js';
import { ownerRecord, readTrace, removeRunDirectory, runDirectoryAt, type RunDirectory } from './runDirectory.js';

/** How long a machine may take to end after it was killed, in milliseconds. */
const endDeadline = 2000;

/**
 * Ends the machines that a daemon left behind and removes their run directories. A process is touched only when its start time is the one
 * that was written down, and nothing is touched while the daemon that owns it lives.
 * @returns how many directories were removed
 */
export async function removeLeftovers(machines: string): Promise<number> {
  const names = (await readdir(machines)).filter((name) => /^[0-9a-f]{8}$/.test(name));
  const removed = await Promise.all(names.map(async (name) => await removeLeftover(runDirectoryAt(machines, name))));
  return removed.filter(Boolean).length;
}

async function removeLeftover(directory: RunDirectory): Promise<boolean> {
  const owner = await readTrace(directory.owner, ownerRecord);
  if (owner !== null && isAlive(owner.daemon)) return false;
  const vmm = owner?.vmm ?? null;
  if (vmm !== null) {
    const all = [...(isAlive(vmm) ? [vmm, ...descendants(vmm.pid)] : []), ...sessionMembers(vmm)];
    all.forEach(killIdentity);
    for (const deadline = Date.now() + endDeadline; all.some(isAlive) && Date.now() < deadline;) await sleep(5);
  }
  await removeRunDirectory(directory);
  return true;
}
