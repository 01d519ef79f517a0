import { expect, test } from 'vitest';
import type { Image } from '../../../daemon/image/image.js';
import { bootConfig } from '../../../daemon/protocol/wire/bootConfig.js';
import { bootPlan } from '../../../daemon/sandbox/bootPlan.js';
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

function workspaceAt(path: string, parents: string[] = []): Workspace {
  return {
    path,
    shares: [],
    mounts: [{ kind: 'virtiofs', source: 'workspace', target: path, readOnly: true, options: '' }],
    links: [],
    identity: [{ path, inode: '7' }],
    parentsWithin: () => parents,
  };
}

test('the image comes before the workspace, whose identity is checked', () => {
  const plan = bootConfig.parse(bootPlan(image, workspaceAt('/home/alice/a/p', ['/home/alice/a']), 1_767_225_600_250));
  expect(plan.mounts.map(({ target }) => target)).toEqual(['/usr', '/home/alice/a/p']);
  expect(plan.identity).toEqual([{ path: '/home/alice/a/p', inode: '7' }]);
  expect(plan.time).toEqual({ seconds: 1_767_225_600, nanoseconds: 250_000_000 });
  expect(plan.directories.at(-1)).toEqual({ path: '/home/alice/a', mode: 0o755, uid: 1000, gid: 1000 });
});

test('nothing is made in a workspace, even if it is the home directory', () => {
  expect(bootPlan(image, workspaceAt('/home/alice'), 0).directories).toEqual([]);
});

test('a root is in memory, and goes with its daemon', () => {
  const { root, orphanSeconds } = bootPlan(image, null, 0);
  expect(root).toEqual({ kind: 'memory', sizeMiB: null });
  expect(orphanSeconds).toBeNull();
});

test('a sandbox without a workspace has none', () => {
  const { identity, mounts } = bootPlan(image, null, 0);
  expect(identity).toEqual([]);
  expect(mounts.map(({ target }) => target)).toEqual(['/usr']);
});

test('no share brings setuid programs or devices', () => {
  const { mounts } = bootPlan(image, workspaceAt('/p'), 0);
  expect(mounts.map(({ options }) => options)).toEqual(['nosuid,nodev', 'nosuid,nodev']);
});
