import { readdirSync, readFileSync } from 'node:fs';
import { identityOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';

/**
 * What runs in the session that the process leads or led. Its children stay in it when the leader is killed, and belong to nobody else's
 * tree then. A number that leads a session is not given again while the session has members; one that was given again is not believed.
 */
export function sessionMembers(leader: ProcessIdentity): ProcessIdentity[] {
  const now = identityOf(leader.pid);
  if (now !== null && now.startTime !== leader.startTime) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => (sessionOf(name) === leader.pid ? [identityOf(Number(name))] : []))
    .filter((member) => member !== null)
    .filter(({ startTime }) => BigInt(startTime) >= BigInt(leader.startTime));
}

// Only what a machine is made of: a session whose number was used again has other programs in it.
function sessionOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const name = stat.slice(stat.indexOf('(') + 1, end);
    return /^(bellglass-|qemu-system)/.test(name) ? Number(stat.slice(end + 2).split(' ')[3]) : null;
  } catch {
    return null;
  }
}

/** The processes that were started by that process and those it started, and still have it as an ancestor. */
export function descendants(pid: number): ProcessIdentity[] {
  return childrenOf(pid).flatMap((child) => {
    const identity = identityOf(child);
    return identity === null ? [] : [identity, ...descendants(child)];
  });
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
    return text
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** Kills that very process, unless it has gone. */
export function killIdentity(identity: ProcessIdentity): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, 'SIGKILL');
  } catch {
    // It went in between.
  }
}
