import type { GuestUser, Image } from '../image/image.js';
import type { BootConfig } from '../protocol/wire/bootConfig.js';
import type { Workspace } from '../workspace/workspace.js';

/** As many processes as Linux can number; the guest's kernel starts with 4096. */
const pidMax = 4_194_304;

/** The boot configuration of a guest with that image and workspace. */
export function bootPlan(image: Image, workspace: Workspace | null, now: number): BootConfig {
  const seconds = Math.floor(now / 1000);
  return {
    version: 1,
    hostname: 'bellglass',
    time: { seconds, nanoseconds: Math.floor((now - seconds * 1000) * 1e6) },
    root: { kind: 'memory', sizeMiB: null },
    mounts: [...image.mounts, ...(workspace?.mounts ?? [])].map(withoutPrivileges),
    trees: image.trees,
    links: [...image.links, ...(workspace?.links ?? [])],
    directories: [...image.directories, ...parentsOf(image.user, workspace)].filter(
      ({ path }) => !isIn(path, workspace),
    ),
    files: [],
    identity: workspace?.identity ?? [],
    pidMax,
    orphanSeconds: null,
  };
}

// A jailed file server shows every owner but its user as nobody, so a setuid program would make even the guest's root nobody (mount, su).
function withoutPrivileges(mount: BootConfig['mounts'][number]): BootConfig['mounts'][number] {
  return { ...mount, options: [mount.options, 'nosuid', 'nodev'].filter((option) => option !== '').join(',') };
}

// Nothing is made in a workspace: what is to be there is there.
function isIn(path: string, workspace: Workspace | null): boolean {
  return workspace !== null && (path === workspace.path || path.startsWith(`${workspace.path}/`));
}

// The user owns what lies between the home and the workspace, as on the host.
function parentsOf(user: GuestUser, workspace: Workspace | null): BootConfig['directories'] {
  return (workspace?.parentsWithin(user.home) ?? []).map((path) => ({
    path,
    mode: 0o755,
    uid: user.uid,
    gid: user.gid,
  }));
}
