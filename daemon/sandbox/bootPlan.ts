import type { GuestUser } from '../image/image.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import { parentsWithin } from '../workspace/parents.js';
import type { GuestParts, Kept } from './parts.js';

/** As many processes as Linux can number; the guest's kernel starts with 4096. */
const pidMax = 4_194_304;
/** A sandbox's own disk is its first one, on both hypervisors. */
const rootDevice = '/dev/vda';

/** The boot configuration of a guest with those parts. */
export function bootPlan({ image, workspace, mounts, kept }: GuestParts, now: number): BootConfig {
  const seconds = Math.floor(now / 1000);
  const shown = [...(workspace === null ? [] : [workspace.path]), ...mounts.targets];
  return {
    version: 1,
    hostname: 'bellglass',
    time: { seconds, nanoseconds: Math.floor((now - seconds * 1000) * 1e6) },
    root: rootOf(kept),
    mounts: [...image.mounts, ...(workspace?.mounts ?? []), ...mounts.mounts].map(withoutPrivileges),
    trees: image.trees,
    links: [...image.links, ...(workspace?.links ?? [])],
    directories: [...image.directories, ...parentsOf(image.user, shown)].filter(({ path }) => !isIn(path, shown)),
    files: [],
    identity: [...(workspace?.identity ?? []), ...mounts.identity],
    pidMax,
    orphanSeconds: kept?.orphanSeconds ?? null,
  };
}

function rootOf(kept: Kept | null): BootConfig['root'] {
  return kept === null ? { kind: 'memory', sizeMiB: null } : { kind: 'disk', device: rootDevice };
}

// A jailed file server shows every owner but its user as nobody, so a setuid program would make even the guest's root nobody (mount, su).
function withoutPrivileges(mount: BootConfig['mounts'][number]): BootConfig['mounts'][number] {
  return { ...mount, options: [mount.options, 'nosuid', 'nodev'].filter((option) => option !== '').join(',') };
}

// Nothing is made in what is the host's: what is to be there is there.
function isIn(path: string, shown: readonly string[]): boolean {
  return shown.some((outer) => path === outer || path.startsWith(`${outer}/`));
}

// The user owns what lies between the home and what is shown there, as on the host.
function parentsOf(user: GuestUser, shown: readonly string[]): BootConfig['directories'] {
  const paths = new Set(shown.flatMap((path) => parentsWithin(path, user.home)));
  return [...paths].map((path) => ({ path, mode: 0o755, uid: user.uid, gid: user.gid }));
}
