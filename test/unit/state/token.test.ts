import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readOrMakeToken, sameToken } from '../../../daemon/state/token.js';
import { scratch } from '../../helpers/scratch.js';

test('a token is made once, for its user alone', () => {
  const path = `${scratch()}/token`;
  const token = readOrMakeToken(path);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(readOrMakeToken(path)).toBe(token);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file with something else is no token', () => {
  const path = `${scratch()}/token`;
  writeFileSync(path, 'short\n');
  expect(() => readOrMakeToken(path)).toThrow();
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
