import { test } from 'vitest';
import {
  agentError,
  bootReply,
  health,
  processEnd,
  processRequest,
  processStarted,
  whichReply,
} from '../../../../daemon/protocol/wire/agent.js';
import { expectSameOnBothSides } from '../../../helpers/guest/wire.js';

test.each([
  ['error', agentError],
  ['boot-reply', bootReply],
  ['health', health],
  ['process-exit', processEnd],
  ['process-start', processRequest],
  ['process-started', processStarted],
  ['which', whichReply],
] as const)('%s is the same for the daemon and the native programs', (name, schema) => {
  expectSameOnBothSides(name, schema);
});
