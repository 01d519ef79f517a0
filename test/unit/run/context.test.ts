import { expect, test } from 'vitest';
import { makeContext } from '../../../daemon/run/context.js';
import { scratchPaths } from '../../helpers/paths.js';
import { scratch } from '../../helpers/scratch.js';

test('a new daemon has nothing of its budget given away, and no probe going on', async () => {
  const at = scratch();
  const paths = scratchPaths(at);
  const context = makeContext({
    paths,
    env: {},
    log: () => undefined,
    advise: async () => await Promise.resolve(null),
  });
  expect(context.budget.used).toEqual({ memoryMiB: 0, cpus: 0 });
  expect(context.budget.total.memoryMiB).toBeGreaterThan(0);
  await context.probes.end();
});
