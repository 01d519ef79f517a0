import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { followTrace, leaveTrace } from '../../../../daemon/kept/machine/trace.js';
import { homeAt } from '../../../../daemon/kept/store/home.js';
import { runDirectoryAt } from '../../../../daemon/machine/runDirectory.js';
import type { RunningMachine } from '../../../../daemon/machine/runningMachine.js';
import { identityOf } from '../../../../daemon/state/processIdentity.js';
import { scratch } from '../../../helpers/scratch.js';

const id = '0a1b2c3d4e5f';

function home() {
  const at = homeAt(scratch(), id);
  mkdirSync(at.path);
  return at;
}

test('a machine that lives is found by the trace in the sandbox’s own directory', async () => {
  const at = home();
  const directory = runDirectoryAt('/run/user/7/bellglass/machines', 'deadbeef', id);
  await leaveTrace(at, { directory, pid: process.pid } as RunningMachine);
  expect(await followTrace(at)).toEqual({ directory, vmm: identityOf(process.pid) });
});

test.each([
  ['there is none', null],
  ['it is of a process that has ended', { directory: '/run/deadbeef', vmm: { pid: 1, startTime: '999999999999' } }],
  ['it names no run directory', { directory: '/home/me', vmm: identityOf(process.pid) }],
  ['it is something else', ['deadbeef']],
])('nothing is found where %s', async (_what, trace) => {
  const at = home();
  if (trace !== null) writeFileSync(at.machine, JSON.stringify(trace));
  expect(await followTrace(at)).toBeUndefined();
});

test('a trace that cannot be written ends nothing', async () => {
  const at = homeAt(scratch(), id);
  await leaveTrace(at, { directory: runDirectoryAt('/run', 'deadbeef'), pid: process.pid } as RunningMachine);
  expect(await followTrace(at)).toBeUndefined();
});
