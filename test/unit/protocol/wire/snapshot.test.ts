import { expect, test } from 'vitest';
import { snapshotFailure, snapshotReply, snapshotSpec } from '../../../../daemon/protocol/wire/snapshot.js';
import { expectSameOnBothSides, goldenJson } from '../../../helpers/guest/wire.js';

test.each([
  ['snapshot-spec', snapshotSpec],
  ['snapshot-reply', snapshotReply],
  ['snapshot-failure', snapshotFailure],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});

test('a reply names no more paths than the protocol of the daemon takes', () => {
  const reply = goldenJson('snapshot-reply') as object;
  const paths = Array.from({ length: 201 }, (_, index) => String(index));
  expect(snapshotReply.safeParse({ ...reply, hidden: { count: 201, paths } }).success).toBe(false);
  expect(snapshotReply.safeParse({ ...reply, hidden: { count: 201, paths: paths.slice(1) } }).success).toBe(true);
});
