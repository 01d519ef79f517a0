import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { awaitSignal } from '../../../../daemon/cli/terminal/signals.js';

test.each([
  ['SIGTERM', 15],
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGQUIT', 3],
])('%s is awaited', async (name, number) => {
  const source = new EventEmitter();
  const { arrived, stop } = awaitSignal(source);
  source.emit(name);
  source.emit('SIGTERM');
  expect(await arrived).toBe(number);
  stop();
  expect(source.eventNames()).toEqual([]);
});
