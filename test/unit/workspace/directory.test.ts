import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findDirectory, real } from '../../../daemon/workspace/directory.js';
import { isRoot } from '../../helpers/session/account.js';
import { scratch } from '../../helpers/scratch.js';

test('a directory is found through links, with its inode', async () => {
  const at = scratch();
  mkdirSync(`${at}/real`);
  symlinkSync('real', `${at}/link`);
  const inode = statSync(`${at}/real`).ino.toString();
  expect(await findDirectory(`${at}/link`)).toEqual({ path: `${at}/real`, inode });
  expect(await real(`${at}/link`)).toBe(`${at}/real`);
});

test('what is none is said, and why', async () => {
  const at = scratch();
  writeFileSync(`${at}/file`, '');
  symlinkSync('circle', `${at}/circle`);
  expect(await findDirectory(`${at}/none`)).toEqual({ problem: 'missing', path: `${at}/none` });
  expect(await findDirectory(`${at}/\ufffd`)).toMatchObject({ problem: 'notUtf8' });
  expect(await findDirectory(`${at}/file`)).toMatchObject({ problem: 'notDirectory' });
  expect(await findDirectory(`${at}/file/x`)).toMatchObject({ problem: 'notDirectory' });
  expect(await findDirectory(`${at}/circle`)).toMatchObject({ problem: 'unreadable' });
  expect(await real(`${at}/none`)).toBe(`${at}/none`);
});

test('one that this user may not list is unreadable', async () => {
  const at = scratch();
  mkdirSync(`${at}/closed`, 0o300);
  chmodSync(`${at}/closed`, 0o300);
  const found = await findDirectory(`${at}/closed`);
  // Root may list every directory.
  if (isRoot) expect(found).toMatchObject({ path: `${at}/closed` });
  else expect(found).toMatchObject({ problem: 'unreadable' });
});
