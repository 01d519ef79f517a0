import { lstatSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { GuestUser, Image } from '../image.js';
import { etcArchive, etcInArchive } from './etcArchive.js';
import { hostUser, nobody, root } from './hostUser.js';

/** The directories beside /usr that hold programs; on most systems links into it. */
const besideUsr = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'] as const;

/** Where programs are looked for, after the user's own; the last is where Go's own installer puts it. */
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/go/bin';

/**
 * The host's own toolchain with none of its data: /usr and what leads into it, read-only, and a minimal /etc.
 * @param base the archive with the agent
 * @param cache where the archive with the /etc is kept
 * @throws BellglassFailure host_image_failed
 */
export async function hostImage(base: string, cache: string): Promise<Image> {
  return describeHost(await etcArchive({ etc: '/etc', base, user: hostUser(), cache }));
}

/** The same with that archive, whatever it is: a machine that runs already needs none. */
export function describeHost(initramfs: string): Image {
  const user = hostUser();
  const { shares, mounts, links } = systemDirectories('/');
  return {
    name: 'host',
    id: initramfs === '' ? null : `host:${basename(initramfs, '.cpio')}`,
    initramfs,
    shares,
    mounts,
    links,
    trees: [{ from: `/${etcInArchive}`, to: '/etc' }],
    directories: [
      ...['/var', '/var/tmp', '/home', '/opt', '/mnt'].map(systemDirectory),
      ...homeDirectories(root),
      ...(user.uid === 0 ? [] : homeDirectories(user)),
    ],
    user,
    environment,
    findUser: (wanted) => findUser([user, root, nobody], wanted),
  };
}

function findUser(users: readonly GuestUser[], wanted: string): GuestUser | null {
  const ids = ({ uid, gid }: GuestUser): string[] => [String(uid), `${String(uid)}:${String(gid)}`];
  return users.find(({ name }) => name === wanted) ?? users.find((user) => ids(user).includes(wanted)) ?? null;
}

/** /usr and the directories beside it, as links where the host has links and as shares where it has directories. */
export function systemDirectories(at: string): Pick<Image, 'shares' | 'mounts' | 'links'> {
  const plan: { shares: Image['shares']; mounts: Image['mounts']; links: Image['links'] } = {
    shares: [],
    mounts: [],
    links: [],
  };
  const share = (name: string): void => {
    plan.shares.push({ tag: name, path: join(at, name), readOnly: true });
    plan.mounts.push({ kind: 'virtiofs', source: name, target: `/${name}`, readOnly: true, options: '' });
  };
  share('usr');
  for (const name of besideUsr) {
    const stat = lstatSync(join(at, name), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() === true) plan.links.push({ path: `/${name}`, to: readlinkSync(join(at, name)) });
    else if (stat?.isDirectory() === true) share(name);
  }
  return plan;
}

function systemDirectory(path: string): Image['directories'][number] {
  return { path, mode: path === '/var/tmp' ? 0o1777 : 0o755, uid: 0, gid: 0 };
}

function homeDirectories(user: GuestUser): Image['directories'] {
  const own = (path: string): Image['directories'][number] => ({ path, mode: 0o755, uid: user.uid, gid: user.gid });
  return [
    { ...own(user.home), mode: 0o700 },
    ...['.cache', '.config', '.local', '.local/bin', '.local/share'].map((name) => own(join(user.home, name))),
  ];
}

/** Who has no home here, whose caches would go to a root directory that only root may write. */
const strangersEnvironment = { XDG_CACHE_HOME: '/tmp/.cache', NPM_CONFIG_CACHE: '/tmp/.npm' };

function environment(user: GuestUser | null): Record<string, string> {
  return {
    PATH: systemPath,
    LANG: 'C.UTF-8',
    ...(user === null ? strangersEnvironment : ownEnvironment(user)),
    // There is no network, and package managers believe it at once.
    NPM_CONFIG_FETCH_RETRIES: '0',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
    PIP_BREAK_SYSTEM_PACKAGES: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_RETRIES: '0',
  };
}

/** Package managers write below the home directory, where programs are found first. */
function ownEnvironment(user: GuestUser): Record<string, string> {
  const own = join(user.home, '.local');
  return {
    HOME: user.home,
    USER: user.name,
    LOGNAME: user.name,
    SHELL: '/bin/sh',
    PATH: `${join(own, 'bin')}:${systemPath}`,
    NPM_CONFIG_PREFIX: own,
  };
}
