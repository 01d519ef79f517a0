import type { GuestUser } from '../image/image.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { parentsWithin } from '../workspace/parents.js';
import type { GuestParts, Review } from './parts.js';

/** As many processes as Linux can number; the guest's kernel starts with 4096. */
const pidMax = 4_194_304;
/** The tag of the folder of a workspace whose changes are kept apart. */
const folderTag = 'workspace';

/** The boot configuration of a guest with those parts. */
export function bootPlan(parts: GuestParts, now: number): BootConfig {
  const { image, workspace, mounts, kept, review } = parts;
  const seconds = Math.floor(now / 1000);
  const shown = [...(workspace === null ? [] : [workspace.path]), ...mounts.targets];
  return {
    version: 1,
    hostname: 'bellglass',
    time: { seconds, nanoseconds: Math.floor((now - seconds * 1000) * 1e6) },
    root: kept === null ? { kind: 'memory', sizeMiB: null } : { kind: 'disk', device: deviceOf(parts, kept.disk) },
    mounts: [...image.mounts, ...(workspace?.mounts ?? []), ...mounts.mounts].map(withoutPrivileges),
    trees: image.trees,
    links: [...image.links, ...(workspace?.links ?? [])],
    directories: [...image.directories, ...parentsOf(image.user, shown)].filter(({ path }) => !isIn(path, shown)),
    files: [],
    identity: [...(workspace?.identity ?? []), ...mounts.identity],
    review: review === null ? null : reviewOf(parts, review),
    pidMax,
    orphanSeconds: kept?.orphanSeconds ?? null,
  };
}

/** The disks of a guest with those parts, in the order in which it finds them. */
export function disksOf({ kept, review }: GuestParts): MachineSpec['disks'] {
  return [
    ...(kept === null ? [] : [{ id: 'root', path: kept.disk, readOnly: false }]),
    ...(review === null
      ? []
      : [
          { id: 'snapshot', path: review.snapshot, readOnly: true },
          { id: 'changes', path: review.changes, readOnly: false },
        ]),
  ];
}

/** The shares of a guest with those parts. */
export function sharesOf({ image, workspace, review }: GuestParts): MachineSpec['shares'] {
  const shares = [...image.shares, ...(workspace?.shares ?? [])];
  const folder = review?.folder ?? null;
  if (folder === null) return shares;
  const { path, only } = folder;
  return [...shares, { tag: folderTag, path, readOnly: true, ...(only === null ? {} : { only: [...only] }) }];
}

function reviewOf(parts: GuestParts, { target, snapshot, changes, folder }: Review): BootConfig['review'] {
  return {
    target,
    snapshot: deviceOf(parts, snapshot),
    changes: deviceOf(parts, changes),
    folder: folder === null ? null : { tag: folderTag, probe: folder.probe, inode: folder.inode },
  };
}

// Both hypervisors name the disks in their order.
function deviceOf(parts: GuestParts, path: string): string {
  const index = disksOf(parts).findIndex((disk) => disk.path === path);
  return `/dev/vd${'abcdefgh'.charAt(index)}`;
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
