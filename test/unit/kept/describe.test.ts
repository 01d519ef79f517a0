import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeSandbox } from '../../../daemon/kept/describe.js';
import { homeAt } from '../../../daemon/kept/store/home.js';
import { sandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { Sandbox } from '../../../daemon/sandbox/sandbox.js';
import { rowOf } from '../../helpers/kept/rows.js';
import { scratch } from '../../helpers/scratch.js';

test('what is told of a sandbox is its row, its disk, and the machine under it while there is one', async () => {
  const home = homeAt(scratch(), 'aaaaaaaaaaaa');
  const without = await describeSandbox(rowOf('one'), home, 'created', null, []);
  expect(without).toMatchObject({
    ...{ id: 'aaaaaaaaaaaa', name: 'one', settings: rowOf('one').settings, startedAt: null, end: null },
    ...{ state: 'created', machine: null, walls: [], diskBytes: null, sessions: [] },
  });
  expect(sandboxInfo.parse(without)).toEqual(without);
  mkdirSync(home.path);
  writeFileSync(home.disk, Buffer.alloc(8192, 'x'));
  const wall = { wall: 'seccomp', state: 'up', detail: '' };
  const machine = { directory: { id: '0a1b2c3d' }, pid: 42, hypervisor: 'qemu' };
  const sandbox = { machine, kernel: '6.12', walls: async () => await Promise.resolve([wall]) } as unknown as Sandbox;
  const told = await describeSandbox(rowOf('one'), home, 'running', sandbox, []);
  expect(told).toMatchObject({
    machine: { id: '0a1b2c3d', pid: 42, hypervisor: 'qemu', kernel: '6.12' },
    diskBytes: 8192,
  });
  expect(sandboxInfo.parse(told)).toEqual(told);
});
