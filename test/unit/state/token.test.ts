import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readOrMakeToken, sameToken } from '../../../daemon/state/token.js';
import { expectFailure } from '../../helpers/failures.js';
import { scratch } from '../../helpers/scratch.js';

test('a token is made once, for its user alone', () => {
  const path = `${scratch()}/token`;
  const token = readOrMakeToken(path);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(readOrMakeToken(path)).toBe(token);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file with something else is no token, and neither is a directory; that is said with its path', async () => {
  const at = scratch();
  writeFileSync(`${at}/token`, 'short\n');
  const error = await expectFailure('state_unusable', () => readOrMakeToken(`${at}/token`));
  expect(error.data).toEqual({ path: `${at}/token`, reason: 'it does not hold a token' });
  await expectFailure('state_unusable', () => readOrMakeToken(at));
});

test('a directory that is not there is said as such, and nothing is left', async () => {
  const at = scratch();
  await expectFailure('state_unusable', () => readOrMakeToken(`${at}/none/token`));
  expect(readdirSync(at)).toEqual([]);
});

test('a maker leaves nothing but the token', () => {
  const at = scratch();
  const tokens = Array.from({ length: 20 }, () => readOrMakeToken(`${at}/token`));
  expect(new Set(tokens).size).toBe(1);
  expect(readdirSync(at)).toEqual(['token']);
});

test('tokens are equal or not, whatever their lengths', () => {
  expect(sameToken('a'.repeat(64), 'a'.repeat(64))).toBe(true);
  expect(sameToken('a'.repeat(64), 'b'.repeat(64))).toBe(false);
  expect(sameToken('a'.repeat(64), 'a')).toBe(false);
  expect(sameToken('a'.repeat(64), 'ü'.repeat(64))).toBe(false);
});
