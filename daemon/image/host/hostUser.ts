import { userInfo } from 'node:os';
import type { GuestUser } from '../image.js';

/** The user of the host's machine as the guest has it: name, ids and home are the same. */
export function hostUser(): GuestUser {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid === 0) return root;
  const info = knownInfo();
  const name = info !== null && /^[a-z_][a-z0-9_.-]{0,31}$/i.test(info.username) ? info.username : 'user';
  const home = info !== null && /^\/[^:\n]+$/.test(info.homedir) ? info.homedir : `/home/${name}`;
  return { name, uid, gid, home };
}

/** The guest's root. */
export const root: GuestUser = { name: 'root', uid: 0, gid: 0, home: '/root' };

/** The guest's nobody, with a home it can write. */
export const nobody: GuestUser = { name: 'nobody', uid: 65534, gid: 65534, home: '/tmp' };

// A user id without an entry in /etc/passwd is usual in containers.
function knownInfo(): { username: string; homedir: string } | null {
  try {
    return userInfo();
  } catch {
    return null;
  }
}
