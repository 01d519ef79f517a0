import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostImage, systemDirectories } from '../../../../daemon/image/host/hostImage.js';
import type { Image } from '../../../../daemon/image/image.js';
import { scratch } from '../../../helpers/scratch.js';

async function imageOf(at: string): Promise<Image> {
  writeFileSync(`${at}/base`, '');
  return await hostImage(`${at}/base`, at);
}

test('where /bin and the others are links they are links, where they are directories they are shared', () => {
  const at = scratch();
  for (const name of ['usr', 'lib64']) mkdirSync(`${at}/${name}`);
  symlinkSync('usr/bin', `${at}/bin`);
  symlinkSync('usr/lib', `${at}/lib`);
  const { shares, mounts, links } = systemDirectories(at);
  expect(shares).toEqual([
    { tag: 'usr', path: `${at}/usr`, readOnly: true },
    { tag: 'lib64', path: `${at}/lib64`, readOnly: true },
  ]);
  expect(mounts.map(({ source, target, readOnly }) => ({ source, target, readOnly }))).toEqual([
    { source: 'usr', target: '/usr', readOnly: true },
    { source: 'lib64', target: '/lib64', readOnly: true },
  ]);
  expect(links).toEqual([
    { path: '/bin', to: 'usr/bin' },
    { path: '/lib', to: 'usr/lib' },
  ]);
});

test('the image shares programs only, never /etc, /home, /root, /var or /run', async () => {
  const image = await imageOf(scratch());
  expect(image.shares.every(({ path, readOnly }) => readOnly && /^\/(usr|s?bin|lib(32|64|x32)?)$/.test(path))).toBe(
    true,
  );
  expect(existsSync(image.initramfs)).toBe(true);
  expect(image.trees).toEqual([{ from: '/image/etc', to: '/etc' }]);
});

test('the user has a home of his own with caches and prefixes, and finds his own programs first', async () => {
  const image = await imageOf(scratch());
  const { user } = image;
  expect(user.uid).toBe(process.getuid?.());
  const own = image.directories
    .filter(({ uid, path }) => uid === user.uid && path.startsWith(user.home))
    .map(({ path }) => path);
  expect(own).toEqual(expect.arrayContaining([user.home, `${user.home}/.cache`, `${user.home}/.local/bin`]));
  const env = image.environment(user);
  expect(env['PATH']?.split(':')[0]).toBe(`${user.home}/.local/bin`);
  expect(env['HOME']).toBe(user.home);
  expect(env['NPM_CONFIG_PREFIX']).toBe(`${user.home}/.local`);
});

test('Go is found where its own installer puts it, after everything else', async () => {
  const image = await imageOf(scratch());
  for (const user of [image.user, null])
    expect(image.environment(user)['PATH']?.split(':').at(-1)).toBe('/usr/local/go/bin');
});

test('users are found by name, by uid and by ids, and others are left to the guest', async () => {
  const image = await imageOf(scratch());
  for (const wanted of ['root', '0', '0:0']) expect(image.findUser(wanted)).toMatchObject({ uid: 0, home: '/root' });
  for (const wanted of ['65534', '65534:65534']) expect(image.findUser(wanted)).toMatchObject({ name: 'nobody' });
  const { user } = image;
  for (const wanted of [user.name, String(user.uid)]) expect(image.findUser(wanted)).toEqual(user);
  for (const wanted of ['alice-who-is-not', '4321', '0:4321', '00', '']) expect(image.findUser(wanted)).toBeNull();
});

test('of a user that only the guest knows no name, home or prefix is guessed', async () => {
  const image = await imageOf(scratch());
  const guessed = ['HOME', 'USER', 'LOGNAME', 'SHELL', 'NPM_CONFIG_PREFIX'];
  expect(Object.keys(image.environment(image.user))).toEqual(expect.arrayContaining(guessed));
  const env = image.environment(null);
  expect(Object.keys(env).filter((name) => guessed.includes(name))).toEqual([]);
  expect(env).toMatchObject({ LANG: 'C.UTF-8', PIP_RETRIES: '0', XDG_CACHE_HOME: '/tmp/.cache' });
  expect(env['PATH']).toMatch(/^\/usr\/local\/sbin:/);
});
