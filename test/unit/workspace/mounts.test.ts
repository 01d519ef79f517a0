import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { ErrorData } from '../../../daemon/protocol/errors.js';
import type { RequestedMount } from '../../../daemon/protocol/run.js';
import { bootConfig } from '../../../daemon/protocol/wire/bootConfig.js';
import { noMounts, resolveMounts } from '../../../daemon/workspace/mounts.js';
import type { Workspace } from '../../../daemon/workspace/workspace.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

const workspace: Workspace = {
  path: '/home/alice/p',
  shares: [],
  mounts: [],
  links: [{ path: '/home/alice/link', to: '/home/alice/p' }],
  identity: [],
};

function mount(source: string, target = '/opt/tools', readOnly = true): RequestedMount {
  return { source, target, readOnly };
}

describe('what is added', () => {
  test('is one share, and each directory a mount with its own rights and identity', async () => {
    const at = scratch();
    for (const name of ['one', 'two']) mkdirSync(`${at}/${name}`);
    symlinkSync('two', `${at}/link`);
    const wanted = [mount(`${at}/one`), mount(`${at}/link`, `${at}/link`, false)];
    const { targets, added, mounts, identity } = await resolveMounts(wanted, workspace, false, []);
    expect(targets).toEqual(['/opt/tools', `${at}/link`]);
    expect(added).toEqual([
      { path: `${at}/one`, readOnly: true },
      { path: `${at}/two`, readOnly: false },
    ]);
    const whole = '/run/bellglass/added';
    expect(bootConfig.shape.mounts.parse(mounts)).toEqual([
      { kind: 'virtiofs', source: 'added', target: whole, readOnly: false, options: '' },
      { kind: 'bind', source: `${whole}/0`, target: '/opt/tools', readOnly: true, options: '' },
      { kind: 'bind', source: `${whole}/1`, target: `${at}/link`, readOnly: false, options: '' },
    ]);
    expect(identity.map(({ inode }) => inode)).toEqual(
      ['one', 'two'].map((name) => statSync(`${at}/${name}`).ino.toString()),
    );
  });

  test('is nothing when nothing was asked for', async () => {
    expect(await resolveMounts([], workspace, false, [])).toEqual(noMounts);
  });
});

describe('a directory is not added', () => {
  const refused = async (source: string, why: string, own: string[] = [], allowBroad = false): Promise<string> => {
    const work = async () => await resolveMounts([mount(source)], null, allowBroad, own);
    const { data } = await expectFailure('mount_refused', work);
    expect(data).toMatchObject({ source, why });
    return (data as ErrorData<'mount_refused'>).detail;
  };

  test('that does not exist, is none, or cannot be read', async () => {
    const at = scratch();
    writeFileSync(`${at}/file`, '');
    symlinkSync('circle', `${at}/circle`);
    await refused(`${at}/none`, 'missing');
    await refused(`${at}/\ufffd`, 'notUtf8');
    await refused(`${at}/file`, 'notDirectory');
    expect(await refused(`${at}/circle`, 'unreadable')).not.toBe('');
  });

  test("that is the kernel's or the whole file system, even if insisted on", async () => {
    await refused('/', 'tooBroad', [], true);
    expect(await refused('/proc/sys', 'reserved', [], true)).toBe('/proc');
  });

  test('that is or holds the home directory, unless that is insisted on', async () => {
    await refused(homedir(), 'tooBroad');
    const { added } = await resolveMounts([mount(homedir())], null, true, []);
    expect(added).toEqual([{ path: homedir(), readOnly: true }]);
  });

  test("that holds Bellglass's own files or lies in them, through links too", async () => {
    const at = scratch();
    mkdirSync(`${at}/state/bellglass/deep`, { recursive: true });
    symlinkSync('state', `${at}/link`);
    const own = [`${at}/link/bellglass`];
    for (const path of ['state', 'state/bellglass', 'state/bellglass/deep'])
      expect(await refused(`${at}/${path}`, 'private', own, true)).toBe(`${at}/state/bellglass`);
  });
});

describe('nothing is mounted', () => {
  const refused = async (target: string, why: string, other: string, earlier: RequestedMount[] = []): Promise<void> => {
    const work = async () => await resolveMounts([...earlier, mount(scratch(), target)], workspace, true, []);
    expect((await expectFailure('mount_target_refused', work)).data).toMatchObject({ why, other });
  };

  test.each([
    ['/', '/'],
    ['/usr/lib/x', '/usr'],
    ['/etc', '/etc'],
    ['/opt/../etc/ssl', '/etc'],
    ['/tmp', '/tmp'],
    ['/run/bellglass/added', '/run/bellglass'],
  ])("on the sandbox's own %s", async (target, other) => {
    await refused(target, 'reserved', other);
  });

  test.each(['/home/alice/p', '/home/alice/p/deep', '/home/alice', '/home/alice/link'])(
    'on, in or above the workspace: %s',
    async (target) => {
      await refused(target, 'taken', target.endsWith('link') ? '/home/alice/link' : '/home/alice/p');
    },
  );

  test('on, in or above another that is added', async () => {
    const earlier = [mount(scratch(), '/opt/tools')];
    for (const target of ['/opt/tools', '/opt/tools/x', '/opt']) await refused(target, 'taken', '/opt/tools', earlier);
    expect((await resolveMounts([...earlier, mount(scratch(), '/opt/tools2')], null, false, [])).targets).toHaveLength(
      2,
    );
  });
});
