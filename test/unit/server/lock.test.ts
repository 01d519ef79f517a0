import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { takeLock } from '../../../daemon/server/lock.js';
import { scratch } from '../../helpers/scratch.js';

const token = 'a'.repeat(64);

test('the lock is held by one, for one socket', async () => {
  const socket = `${scratch()}/s`;
  const held = await takeLock(token, socket);
  expect(held).not.toBeNull();
  expect(await takeLock(token, socket)).toBeNull();
  const other = await takeLock(token, `${socket}2`);
  expect(other).not.toBeNull();
  held?.close();
  other?.close();
});

test('the lock of a process that was killed is free', async () => {
  const socket = `${scratch()}/s`;
  const script = `
    const { createHash } = require('node:crypto');
    const name = '\\0bellglass-' + createHash('sha256').update('lock ${token} ${socket}').digest('hex').slice(0, 40);
    require('node:net').createServer().listen(name, () => console.log('held'));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  expect(await takeLock(token, socket)).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const held = await takeLock(token, socket);
  expect(held).not.toBeNull();
  held?.close();
});
