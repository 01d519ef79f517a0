import { expect, test } from 'vitest';
import type { Daemon } from '../../../../daemon/client/daemon.js';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { Run } from '../../../../src/run/run.js';
import { requestOf } from '../../../helpers/daemon/request.js';

const request = requestOf(['true']);
const silent = { write: () => Promise.resolve(), stage: () => undefined };

test('a run that is stopped while the daemon starts ends at once, and starts nothing when the daemon is there', async () => {
  const opening = Promise.withResolvers<Daemon>();
  const run = new Run(() => opening.promise);
  const gone = run.go(request, silent);
  await run.stop();
  expect(await gone).toBe(null);
  const asked: string[] = [];
  opening.resolve({ call: (method: string) => asked.push(method) } as unknown as Daemon);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toEqual([]);
});

test('a run that was stopped before it began asks for nothing', async () => {
  const asked: string[] = [];
  const run = new Run(() => Promise.resolve({ call: (method: string) => asked.push(method) } as unknown as Daemon));
  await run.stop();
  expect(await run.go(request, silent)).toBe(null);
  expect(asked).toEqual([]);
});

test('why there is no daemon is what the run fails with', async () => {
  const failure = new BellglassFailure({ code: 'daemon_lost', data: {} });
  await expect(new Run(() => Promise.reject(failure)).go(request, silent)).rejects.toBe(failure);
});
