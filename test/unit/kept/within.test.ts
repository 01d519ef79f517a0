import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { within } from '../../../daemon/kept/within.js';

test('work that is done in time is waited for, and what it throws is thrown', async () => {
  let done = false;
  await within(
    10_000,
    sleep(5).then(() => (done = true)),
  );
  expect(done).toBe(true);
  await expect(within(10_000, Promise.reject(new Error('broke')))).rejects.toThrow('broke');
});

test('work that never ends is not waited for', async () => {
  let waited = true;
  await within(5, new Promise(() => (waited = false)));
  expect(waited).toBe(false);
});
