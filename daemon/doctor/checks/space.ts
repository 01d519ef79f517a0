import { statfs } from 'node:fs/promises';
import {
  byCommand,
  inWords,
  lineOf,
  missing,
  ok,
  quoted,
  warning,
  type Check,
  type Finding,
  type Repair,
} from '../check.js';

/** How much room one of the directories should have, in MiB. */
export interface Need {
  /** With less it is a warning. */
  readonly ample: number;
  /** With less nothing works. */
  readonly least: number;
}

/** Disks of sandboxes, logs and images. */
const ofDisks: Need = { ample: 2048, least: 256 };
/** Sockets and a console of at most a MiB a machine: it is usually a tmpfs of a tenth of the memory. */
const ofSockets: Need = { ample: 256, least: 16 };

/** Whether the directories that Bellglass writes to have room. */
export const diskSpace: Check = {
  id: 'space',
  title: 'disk space',
  look: async ({ paths }) => {
    const look = async (name: 'state' | 'cache' | 'runtime', need: Need, repair: Repair) => {
      const finding = judgeSpace(paths[name], await freeMiB(paths[name]), need, repair);
      return lineOf(`space.${name}`, `room for ${name}`, finding);
    };
    const { state, cache, runtime } = repairs(paths);
    return await Promise.all([
      look('state', ofDisks, state),
      look('cache', ofDisks, cache),
      look('runtime', ofSockets, runtime),
    ]);
  },
};

/** What makes room in each of the directories. */
export function repairs({ cache }: { readonly cache: string }): Record<'state' | 'cache' | 'runtime', Repair> {
  return {
    state: inWords('Make room there, or set XDG_STATE_HOME to another disk.'),
    cache: byCommand(`rm -r ${quoted(cache)}`, ['Make room there; what Bellglass has in it can be made again: ', '']),
    runtime: inWords('Make room there, or set XDG_RUNTIME_DIR to another directory.'),
  };
}

/** What this user may still write where that directory is, in MiB. */
export async function freeMiB(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return Math.floor((bavail * bsize) / 1024 / 1024);
}

/** What so much room means. */
export function judgeSpace(path: string, free: number, { ample, least }: Need, repair: Repair): Finding {
  const detail = `${String(free)} MiB free in ${path}`;
  if (free < least) return missing(`${detail}, at least ${String(least)} are needed`, repair);
  return free < ample ? warning(`${detail}, less than ${String(ample)}`, repair) : ok(detail);
}
