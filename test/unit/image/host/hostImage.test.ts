import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostImage, systemDirectories } from '../../../../daemon/image/host/hostImage.js';
import { scratch } from '../../../helpers/scratch.js';

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
  const at = scratch();
  writeFileSync(`${at}/base`, '');
  const image = await hostImage(`${at}/base`, at);
  expect(image.shares.every(({ path, readOnly }) => readOnly && /^\/(usr|s?bin|lib(32|64|x32)?)$/.test(path))).toBe(
    true,
  );
  expect(existsSync(image.initramfs)).toBe(true);
  expect(image.trees).toEqual([{ from: '/image/etc', to: '/etc' }]);
});

test('the user has a home of his own with caches and prefixes, and finds his own programs first', async () => {
  const at = scratch();
  writeFileSync(`${at}/base`, '');
  const image = await hostImage(`${at}/base`, at);
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

test('users are found by name and by ids, and others are left to the guest', async () => {
  const at = scratch();
  writeFileSync(`${at}/base`, '');
  const image = await hostImage(`${at}/base`, at);
  expect(image.findUser('root')).toMatchObject({ uid: 0, home: '/root' });
  expect(image.findUser('65534:65534')).toMatchObject({ name: 'nobody' });
  expect(image.findUser('alice-who-is-not')).toBeNull();
});
