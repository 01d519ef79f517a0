import { expect, test } from 'vitest';
import { connectAgent } from '../../../daemon/machine/connectAgent.js';
import { Machine } from '../../../daemon/machine/machine.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { makeRunDirectory } from '../../../daemon/machine/runDirectory.js';
import { plan } from '../../helpers/guest/plan.js';
import { scratch } from '../../helpers/scratch.js';
import { failing, silent, vmmProgram } from '../../helpers/guest/vmmPrograms.js';

async function start(body: string): Promise<Machine> {
  const directory = await makeRunDirectory(scratch());
  return await Machine.start(vmmProgram(body), await qemu('/virtiofsd').specify(plan, directory), directory);
}

test('the port is reached as soon as it is there', async () => {
  const machine = await start(`setTimeout(() => { ${silent} }, 300);`);
  const socket = await connectAgent(machine, new AbortController().signal);
  expect(socket).not.toBeNull();
  socket?.destroy();
  await machine.remove();
});

test('a machine that ends is not waited for', async () => {
  const machine = await start(failing);
  expect(await connectAgent(machine, new AbortController().signal)).toBeNull();
  await machine.remove();
});

test('who is aborted does not wait', async () => {
  const machine = await start('setInterval(() => {}, 1000);');
  expect(await connectAgent(machine, AbortSignal.timeout(100))).toBeNull();
  await machine.remove();
});
