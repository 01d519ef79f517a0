import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { endMachine, removeLeftovers } from '../../../daemon/machine/leftovers.js';
import { runDirectoryAt } from '../../../daemon/machine/runDirectory.js';
import { identityOf, isAlive } from '../../../daemon/state/processIdentity.js';
import { scratch } from '../../helpers/scratch.js';

function process_(): { pid: number; startTime: string } {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return identityOf(child.pid!)!;
}

const dead = { pid: 1, startTime: '999999999999' };

function leave(at: string, id: string, owner: unknown): void {
  mkdirSync(`${at}/${id}`);
  if (owner !== undefined) writeFileSync(`${at}/${id}/owner.json`, JSON.stringify(owner));
}

test('the machine of a daemon that is gone is ended, and its directory removed', async () => {
  const at = scratch();
  const vmm = process_();
  leave(at, '0a1b2c3d', { daemon: dead, vmm });
  expect(await removeLeftovers(at)).toBe(1);
  expect(isAlive(vmm)).toBe(false);
  expect(readdirSync(at)).toEqual([]);
});

test('a file server that outlived its vmm is ended by its session', async () => {
  const at = scratch();
  // A copy of sleep under the name of a part of a machine, left in the session of a leader that has gone.
  copyFileSync('/bin/sleep', `${at}/bellglass-files`);
  const leader = spawn('sh', ['-c', `${at}/bellglass-files 100 & echo $!; sleep 0.2`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const vmm = identityOf(leader.pid!)!;
  const [line] = (await once(leader.stdout, 'data')) as [Buffer];
  const orphan = identityOf(Number(line.toString()))!;
  await once(leader, 'exit');
  expect(isAlive(orphan)).toBe(true);
  mkdirSync(`${at}/machines`);
  leave(`${at}/machines`, '0a1b2c3d', { daemon: dead, vmm });
  expect(await removeLeftovers(`${at}/machines`)).toBe(1);
  expect(isAlive(orphan)).toBe(false);
});

test('a machine whose daemon lives is left alone', async () => {
  const at = scratch();
  const vmm = process_();
  leave(at, '0a1b2c3d', { daemon: identityOf(process.pid), vmm });
  expect(await removeLeftovers(at)).toBe(0);
  expect(isAlive(vmm)).toBe(true);
  expect(readdirSync(at)).toEqual(['0a1b2c3d']);
});

test('a machine under a kept sandbox is left to the daemon that adopts it', async () => {
  const at = scratch();
  const vmm = process_();
  leave(at, '0a1b2c3d', { daemon: dead, vmm, sandbox: '0a1b2c3d4e5f' });
  expect(await removeLeftovers(at)).toBe(0);
  expect(isAlive(vmm)).toBe(true);
  await endMachine(vmm, runDirectoryAt(at, '0a1b2c3d', '0a1b2c3d4e5f'));
  expect(isAlive(vmm)).toBe(false);
  expect(readdirSync(at)).toEqual([]);
});

test('of a machine that never was, only the directory is removed', async () => {
  const at = scratch();
  leave(at, '0a1b2c3d', { daemon: dead, vmm: null, sandbox: '0a1b2c3d4e5f' });
  await endMachine(null, runDirectoryAt(at, '0a1b2c3d'));
  expect(readdirSync(at)).toEqual([]);
});

test('a process that only has the number of the machine’s is left alone', async () => {
  const at = scratch();
  const other = process_();
  leave(at, '0a1b2c3d', { daemon: dead, vmm: { pid: other.pid, startTime: '1' } });
  expect(await removeLeftovers(at)).toBe(1);
  expect(isAlive(other)).toBe(true);
});

test('a directory without an owner, or with something else in it, is removed; other names are not touched', async () => {
  const at = scratch();
  leave(at, '0a1b2c3d', undefined);
  leave(at, '1a1b2c3d', { daemon: 'text' });
  leave(at, 'something', undefined);
  expect(await removeLeftovers(at)).toBe(2);
  expect(readdirSync(at)).toEqual(['something']);
});
