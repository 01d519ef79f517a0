import { expect, test } from 'vitest';
import { isOlder } from '../../../daemon/server/versions.js';

test.each([
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '0.10.0', true],
  ['1.0.0', '0.9.9', false],
  ['0.1.0', '0.1.0', false],
  ['0.1.0-dev', '0.1.1', true],
  ['nonsense', '0.1.1', false],
  ['0.1.0', '', false],
])('%j is older than %j: %j', (one, other, older) => {
  expect(isOlder(one, other)).toBe(older);
});
