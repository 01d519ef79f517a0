import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { IdleExit } from '../../../daemon/server/idle.js';

const soon = { BELLGLASS_IDLE_SECONDS: '0.05' };

test('the end comes when nothing has gone on for a while', async () => {
  await new Promise<void>((resolve) => {
    new IdleExit(soon, () => false, resolve).update();
  });
});

test('what goes on keeps it away', async () => {
  let ended = false;
  const idle = new IdleExit(
    soon,
    () => true,
    () => {
      ended = true;
    },
  );
  idle.update();
  await sleep(150);
  expect(ended).toBe(false);
});

test('every event starts the while again', async () => {
  let ended = false;
  const idle = new IdleExit(
    { BELLGLASS_IDLE_SECONDS: '0.2' },
    () => false,
    () => {
      ended = true;
    },
  );
  for (let i = 0; i < 5; i += 1) {
    idle.update();
    await sleep(60);
  }
  expect(ended).toBe(false);
  await sleep(300);
  expect(ended).toBe(true);
});
