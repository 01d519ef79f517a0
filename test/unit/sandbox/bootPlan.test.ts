import { expect, test } from 'vitest';
import type { Image } from '../../../daemon/image/image.js';
import { bootConfig } from '../../../daemon/protocol/wire/bootConfig.js';
import { bootPlan } from '../../../daemon/sandbox/bootPlan.js';
import type { GuestParts } from '../../../daemon/sandbox/parts.js';
import { noMounts, type AddedMounts } from '../../../daemon/workspace/mounts.js';
import type { Workspace } from '../../../daemon/workspace/workspace.js';

const image: Image = {
  name: 'host',
  initramfs: '/i',
  shares: [{ tag: 'usr', path: '/usr', readOnly: true }],
  mounts: [{ kind: 'virtiofs', source: 'usr', target: '/usr', readOnly: true, options: '' }],
  links: [{ path: '/bin', to: 'usr/bin' }],
  trees: [{ from: '/image/etc', to: '/etc' }],
  directories: [
    { path: '/home/alice', mode: 0o700, uid: 1000, gid: 1000 },
    { path: '/home/alice/.cache', mode: 0o755, uid: 1000, gid: 1000 },
  ],
  user: { name: 'alice', uid: 1000, gid: 1000, home: '/home/alice' },
  environment: () => ({}),
  findUser: () => null,
};

function workspaceAt(path: string): Workspace {
  return {
    path,
    shares: [],
    mounts: [{ kind: 'virtiofs', source: 'workspace', target: path, readOnly: true, options: '' }],
    links: [],
    identity: [{ path, inode: '7' }],
  };
}

const home = '/home/alice';
const added: AddedMounts = {
  targets: [`${home}/.cache`, '/opt/tools'],
  added: [],
  mounts: [
    { kind: 'bind', source: '/run/bellglass/added/0', target: `${home}/.cache`, readOnly: true, options: '' },
    { kind: 'bind', source: '/run/bellglass/added/1', target: '/opt/tools', readOnly: false, options: '' },
  ],
  identity: [{ path: '/opt/tools', inode: '8' }],
};

function parts(workspace: Workspace | null, mounts = noMounts): GuestParts {
  return { image, workspace, mounts, kept: null };
}

test('the image comes before the workspace and what was added, whose identities are checked', () => {
  const plan = bootConfig.parse(bootPlan(parts(workspaceAt(`${home}/a/p`), added), 1_767_225_600_250));
  expect(plan.mounts.map(({ target }) => target)).toEqual(['/usr', `${home}/a/p`, `${home}/.cache`, '/opt/tools']);
  expect(plan.identity).toEqual([
    { path: `${home}/a/p`, inode: '7' },
    { path: '/opt/tools', inode: '8' },
  ]);
  expect(plan.time).toEqual({ seconds: 1_767_225_600, nanoseconds: 250_000_000 });
});

test('the user owns what lies between the home and what is shown there, once', () => {
  const two = { ...added, targets: [`${home}/a/q`, `${home}/a/r/s`, '/opt/tools'] };
  const { directories } = bootPlan(parts(workspaceAt(`${home}/a/p`), two), 0);
  const above = directories.slice(image.directories.length);
  expect(above).toEqual([`${home}/a`, `${home}/a/r`].map((path) => ({ path, mode: 0o755, uid: 1000, gid: 1000 })));
});

test('nothing is made in a workspace, even if it is the home directory, or in what was added', () => {
  expect(bootPlan(parts(workspaceAt(home)), 0).directories).toEqual([]);
  const { directories } = bootPlan(parts(null, added), 0);
  expect(directories.map(({ path }) => path)).toEqual([home]);
});

test('a root is in memory, and goes with its daemon', () => {
  const { root, orphanSeconds } = bootPlan(parts(null), 0);
  expect(root).toEqual({ kind: 'memory', sizeMiB: null });
  expect(orphanSeconds).toBeNull();
});

test('the root of a kept sandbox is its disk, and waits for the next daemon as long as was said', () => {
  const kept = { sandboxId: '0a1b2c3d4e5f', disk: '/d/disk.img', orphanSeconds: 60 };
  const { root, orphanSeconds } = bootConfig.parse(bootPlan({ ...parts(null), kept }, 0));
  expect(root).toEqual({ kind: 'disk', device: '/dev/vda' });
  expect(orphanSeconds).toBe(60);
});

test('a sandbox without a workspace has none', () => {
  const { identity, mounts } = bootPlan(parts(null), 0);
  expect(identity).toEqual([]);
  expect(mounts.map(({ target }) => target)).toEqual(['/usr']);
});

test('no share brings setuid programs or devices', () => {
  const { mounts } = bootPlan(parts(workspaceAt('/p'), added), 0);
  expect(new Set(mounts.map(({ options }) => options))).toEqual(new Set(['nosuid,nodev']));
});
