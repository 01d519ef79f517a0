import { expect, test } from 'vitest';
import { refreshReply, refreshRequest } from '../../../../daemon/protocol/wire/refresh.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([
  ['refresh', refreshRequest],
  ['refreshed', refreshReply],
] as const)('%s is the same for the daemon and the agent', (name, schema) => {
  expectSameOnBothSides(name, schema);
});

test.each(['', '/a', '../a', 'a/../../b', 'a\0'])('nothing is refreshed at %j', (path) => {
  const request = { workspace: '/work', path, before: null, after: null, uid: 0, gid: 0 };
  expect(refreshRequest.safeParse({ ...request, path: 'a' }).success).toBe(true);
  expect(refreshRequest.safeParse(request).success).toBe(false);
});
