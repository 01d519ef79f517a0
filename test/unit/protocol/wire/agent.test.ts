import { expect, test } from 'vitest';
import {
  agentError,
  bootReply,
  psReply,
  statsReply,
  health,
  powerOffRequest,
  processEnd,
  processList,
  processRequest,
  processStarted,
  whichReply,
  windowSize,
} from '../../../../daemon/protocol/wire/agent.js';
import { expectSameOnBothSides, goldenJson } from '../../../helpers/guest/wire.js';

test.each([
  ['error', agentError],
  ['boot-reply', bootReply],
  ['health', health],
  ['power-off', powerOffRequest],
  ['process-exit', processEnd],
  ['process-list', processList],
  ['process-resize', windowSize],
  ['process-start', processRequest],
  ['process-started', processStarted],
  ['ps', psReply],
  ['stats', statsReply],
  ['which', whichReply],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});

test('a process may be started without a word about a terminal or what is kept', () => {
  const { tty, keep, ...rest } = processRequest.parse(goldenJson('process-start'));
  expect(tty).toEqual({ rows: 24, cols: 80 });
  expect(keep).toBe(1_048_576);
  expect(processRequest.parse(rest)).toEqual(rest);
  expect(processRequest.safeParse({ ...rest, keep: 4095 }).success).toBe(false);
  expect(processRequest.safeParse({ ...rest, tty: { rows: 0, cols: 80 } }).success).toBe(false);
});

test('a list of what runs in a guest is bounded, whatever the guest says', () => {
  const { processes } = psReply.parse(goldenJson('ps'));
  const many = (count: number) => ({ processes: new Array(count).fill(processes[0]) });
  expect(psReply.safeParse(many(1024)).success).toBe(true);
  expect(psReply.safeParse(many(1025)).success).toBe(false);
  for (const odd of [{ command: 'x'.repeat(1025) }, { state: 'SS' }, { rssKiB: -1 }])
    expect(psReply.safeParse({ processes: [{ ...processes[0], ...odd }] }).success).toBe(false);
});
