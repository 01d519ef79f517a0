import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { removeLeftovers } from '../../../daemon/machine/leftovers.js';
import { identityOf, isAlive } from '../../../daemon/machine/processIdentity.js';
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

test('a machine whose daemon lives is left alone', async () => {
  const at = scratch();
  const vmm = process_();
  leave(at, '0a1b2c3d', { daemon: identityOf(process.pid), vmm });
  expect(await removeLeftovers(at)).toBe(0);
  expect(isAlive(vmm)).toBe(true);
  expect(readdirSync(at)).toEqual(['0a1b2c3d']);
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
