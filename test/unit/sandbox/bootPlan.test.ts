import { describe, expect, test } from 'vitest';
import type { Image } from '../../../daemon/image/image.js';
import { bootConfig } from '../../../daemon/protocol/wire/bootConfig.js';
import { bootPlan, disksOf, sharesOf } from '../../../daemon/sandbox/bootPlan.js';
import type { GuestParts, Review } from '../../../daemon/sandbox/parts.js';
import { noMounts, type AddedMounts } from '../../../daemon/workspace/mounts.js';
import type { Workspace } from '../../../daemon/workspace/workspace.js';

const image: Image = {
  name: 'host',
  id: null,
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

const kept = { sandboxId: '0a1b2c3d4e5f', disk: '/d/disk.img', orphanSeconds: 60 };

function parts(workspace: Workspace | null, mounts = noMounts): GuestParts {
  return { image, workspace, mounts, kept: null, review: null };
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

const review: Review = {
  target: `${home}/p`,
  snapshot: '/r/snapshot.erofs',
  changes: '/r/changes.ext4',
  folder: { path: `${home}/p`, only: null, probe: '', inode: '7' },
};
/** As resolveWorkspace has it in mode review. */
const reviewed: Workspace = { path: `${home}/p`, shares: [], mounts: [], links: [], identity: [] };

describe('a workspace in review', () => {
  test('has its snapshot and its changes on disks, of which one alone can be written', () => {
    const of = { ...parts(reviewed), review };
    expect(disksOf(of)).toEqual([
      { id: 'snapshot', path: review.snapshot, readOnly: true },
      { id: 'changes', path: review.changes, readOnly: false },
    ]);
    expect(bootConfig.parse(bootPlan(of, 0)).review).toEqual({
      target: `${home}/p`,
      snapshot: '/dev/vda',
      changes: '/dev/vdb',
      folder: { tag: 'workspace', probe: '', inode: '7' },
    });
  });

  test('comes after the root of a kept sandbox', () => {
    const { root, review: made } = bootConfig.parse(bootPlan({ ...parts(reviewed), review, kept }, 0));
    expect(root).toEqual({ kind: 'disk', device: '/dev/vda' });
    expect(made).toMatchObject({ snapshot: '/dev/vdb', changes: '/dev/vdc' });
    expect(disksOf({ ...parts(reviewed), review, kept }).map(({ id }) => id)).toEqual(['root', 'snapshot', 'changes']);
  });

  test('shares its folder for reading, whole or in parts', () => {
    const share = { tag: 'workspace', path: `${home}/p`, readOnly: true };
    expect(sharesOf({ ...parts(reviewed), review })).toEqual([...image.shares, share]);
    const only = ['node_modules', 'large.bin'];
    const some = { ...review, folder: { path: `${home}/p`, only, probe: 'node_modules', inode: '8' } };
    expect(sharesOf({ ...parts(reviewed), review: some })).toEqual([...image.shares, { ...share, only }]);
    expect(bootPlan({ ...parts(reviewed), review: some }, 0).review?.folder).toMatchObject({ probe: 'node_modules' });
  });

  test('shares nothing where its snapshot has everything', () => {
    const whole = { ...parts(reviewed), review: { ...review, folder: null } };
    expect(sharesOf(whole)).toEqual(image.shares);
    expect(bootPlan(whole, 0).review?.folder).toBeNull();
  });

  test('is mounted by nobody else, and the user owns what lies above it', () => {
    const { mounts, identity, directories } = bootPlan({ ...parts({ ...reviewed, path: `${home}/a/p` }), review }, 0);
    expect(mounts.map(({ target }) => target)).toEqual(['/usr']);
    expect(identity).toEqual([]);
    expect(directories.at(-1)).toEqual({ path: `${home}/a`, mode: 0o755, uid: 1000, gid: 1000 });
  });
});

test('without a review a guest has the disk of a kept sandbox alone, and the shares of its image and its workspace', () => {
  expect(disksOf(parts(null))).toEqual([]);
  expect(disksOf({ ...parts(null), kept })).toEqual([{ id: 'root', path: '/d/disk.img', readOnly: false }]);
  expect(bootPlan(parts(null), 0).review).toBeNull();
  const share = { tag: 'workspace', path: '/p', readOnly: true };
  expect(sharesOf(parts({ ...workspaceAt('/p'), shares: [share] }))).toEqual([...image.shares, share]);
});
