import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensurePrivateDirectory, privateDirectoryProblem } from '../../../daemon/state/privateDirectory.js';
import { isRoot } from '../../helpers/session/account.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('a directory is made with its parents, for its user alone', () => {
  const path = `${scratch()}/a/b`;
  expect(ensurePrivateDirectory(path)).toBe(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a directory that others could enter is closed to them', () => {
  const path = `${scratch()}/a`;
  mkdirSync(path);
  chmodSync(path, 0o777);
  ensurePrivateDirectory(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a symbolic link, a file and what cannot be made are refused with the reason', async () => {
  const at = scratch();
  mkdirSync(`${at}/real`);
  symlinkSync(`${at}/real`, `${at}/link`);
  writeFileSync(`${at}/file`, '');
  expect(privateDirectoryProblem(`${at}/link`)).toBe('it is a symbolic link');
  expect(privateDirectoryProblem(`${at}/file`)).toBe('file already exists');
  expect(privateDirectoryProblem(`${at}/file/x`)).toBe('not a directory');
  const error = await expectFailure('unsafe_directory', () => ensurePrivateDirectory(`${at}/link`));
  expect(error.data).toEqual({ path: `${at}/link`, reason: 'it is a symbolic link' });
});

test("another user's directory is refused", () => {
  const path = isRoot ? `${scratch()}/foreign` : '/usr';
  if (isRoot) {
    mkdirSync(path);
    chownSync(path, 12345, 12345);
  }
  expect(privateDirectoryProblem(path)).toMatch(/^it belongs to user \d+$/);
});
