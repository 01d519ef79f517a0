import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identityOf, isAlive } from '../../../daemon/state/processIdentity.js';
import { until } from '../../helpers/waiting.js';

test('a process is known by its number and its start', () => {
  const identity = identityOf(process.pid);
  expect(identity).toMatchObject({ pid: process.pid, startTime: expect.stringMatching(/^\d+$/) as unknown });
  expect(isAlive(identity!)).toBe(true);
});

test('the same number with another start is another process', () => {
  expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
});

test('a process with parentheses and spaces in its name is read as well', async () => {
  const child = spawn('bash', ['-c', 'exec -a "x) S 1 (" sleep 100'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await until({ what: 'the process', milliseconds: 2000 }, () => identityOf(child.pid!));
});

test('a process that has ended is gone', async () => {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  const identity = identityOf(child.pid!)!;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
  expect(identityOf(child.pid!)).toBeNull();
});

test('what only waits to be reaped is gone too', async () => {
  const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 100'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const pid = Number(chunk.toString());
  await until({ what: 'its remains', milliseconds: 5000 }, () => identityOf(pid) === null);
  expect(existsSync(`/proc/${String(pid)}`)).toBe(true);
});
