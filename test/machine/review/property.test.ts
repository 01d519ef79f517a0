import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { tries } from '../../helpers/full.js';
import { Operations } from '../../helpers/review/operations/operations.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
let daemon: Daemon;

beforeAll(async () => {
  daemon = await daemonOf(session);
});
afterAll(() => {
  daemon.close();
});

const seeds = Array.from({ length: tries(12).numRuns }, (_, index) => index + 1);

describe('after random operations in a view', () => {
  test.each(seeds)('the applied folder is what the guest saw, and undone it is what it was (seed %i)', async (seed) => {
    await new Operations(session, daemon).hold(seed);
  });
});
