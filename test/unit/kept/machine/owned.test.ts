import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { findOwned } from '../../../../daemon/kept/machine/owned.js';
import { identityOf, type ProcessIdentity } from '../../../../daemon/state/processIdentity.js';
import { scratch } from '../../../helpers/scratch.js';
import { until } from '../../../helpers/waiting.js';

const gone: ProcessIdentity = { pid: 1, startTime: '999999999999' };

/** A process that stands for a vmm, in a session of its own. */
function alive(): ProcessIdentity {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return identityOf(child.pid!)!;
}

function leave(machines: string, id: string, sandbox: string | null, vmm: ProcessIdentity | null): string {
  mkdirSync(`${machines}/${id}`);
  writeFileSync(`${machines}/${id}/owner.json`, JSON.stringify({ daemon: gone, vmm, sandbox }));
  return `${machines}/${id}`;
}

test('the machines under known sandboxes are found, whether they live or not; a run’s are left to others', async () => {
  const machines = scratch();
  const vmm = alive();
  leave(machines, '00000001', 'one', vmm);
  leave(machines, '00000002', 'two', gone);
  leave(machines, '00000003', 'three', null);
  const run = leave(machines, '00000004', null, gone);
  const owned = await findOwned(machines, new Set(['one', 'two', 'three']));
  const found = [...owned].map(([sandbox, { directory, vmm: of }]) => [sandbox, directory.id, directory.sandbox, of]);
  expect(found.sort()).toEqual([
    ['one', '00000001', 'one', vmm],
    ['three', '00000003', 'three', null],
    ['two', '00000002', 'two', gone],
  ]);
  expect(existsSync(run)).toBe(true);
});

test('a machine under a sandbox that is not known is ended, with its directory', async () => {
  const machines = scratch();
  const vmm = alive();
  const path = leave(machines, '00000001', 'unknown', vmm);
  expect((await findOwned(machines, new Set(['one']))).size).toBe(0);
  expect(existsSync(path)).toBe(false);
  await until({ what: 'the end of the vmm', milliseconds: 5000 }, () => identityOf(vmm.pid) === null);
});

test('of two machines under one sandbox the one that lives is kept, in whatever order they are found', async () => {
  for (const [first, second] of [
    ['00000001', '00000002'],
    ['00000002', '00000001'],
  ] as const) {
    const machines = scratch();
    const vmm = alive();
    leave(machines, first, 'one', vmm);
    const dead = leave(machines, second, 'one', gone);
    expect((await findOwned(machines, new Set(['one']))).get('one')).toMatchObject({ vmm, directory: { id: first } });
    expect(existsSync(dead)).toBe(false);
  }
});
