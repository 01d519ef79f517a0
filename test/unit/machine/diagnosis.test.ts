import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { diagnose, endedWell, explainBoot, explainFailure, readWalls } from '../../../daemon/machine/diagnosis.js';
import { Machine } from '../../../daemon/machine/machine.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { makeRunDirectory } from '../../../daemon/machine/runDirectory.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { plan } from '../../helpers/guest/plan.js';
import { scratch } from '../../helpers/scratch.js';
import { failing, panicking, silent, vmmProgram } from '../../helpers/guest/vmmPrograms.js';

async function start(body: string): Promise<Machine> {
  const directory = await makeRunDirectory(scratch());
  return await Machine.start(vmmProgram(body), await qemu('/virtiofsd').specify(plan, directory), directory);
}

test('the vmm’s own record says what it was', async () => {
  const machine = await start(failing);
  await machine.exited;
  expect((await diagnose(machine, '', false)).error).toEqual({
    code: 'boot_failed',
    data: { hypervisor: 'qemu', stage: 'open', sentence: 'the kernel is not there', console: '', advice: null },
  });
  await machine.remove();
});

test('a broken connection is the machine’s end when that comes with it, and else what it was', async () => {
  const broken = new BellglassFailure({ code: 'guest_misbehaved', data: { request: 'GET /', issue: 'closed' } });
  const ending = await start("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);");
  expect(await explainFailure(ending, broken, true)).toMatchObject({ error: { code: 'machine_ended' } });
  const [staying, other] = [await start(silent), new Error('other')];
  expect(await explainFailure(staying, broken, true)).toBe(broken);
  expect(await explainFailure(staying, other, true)).toBe(other);
  await Promise.all([ending.remove(), staying.remove()]);
});

test('a guest that falls silent before it has come up is a machine that failed, with its console', async () => {
  const machine = await start(silent);
  writeFileSync(machine.directory.console, 'the last line\n');
  const late = new BellglassFailure({ code: 'guest_silent', data: { request: 'POST /v1/boot', milliseconds: 2000 } });
  const sentence = 'the guest was not ready within 2 s';
  expect(await explainBoot(machine, late, 'was not ready')).toMatchObject({
    error: { code: 'boot_failed', data: { sentence, console: 'the last line\n' } },
  });
  expect(await explainBoot(machine, late, 'did not greet', 5000)).toMatchObject({
    error: { data: { sentence: 'the guest did not greet within 5 s' } },
  });
  const other = new Error('other');
  expect(await explainBoot(machine, other, 'was not ready')).toBe(other);
  await machine.remove();
});

test('a panic on the console is said, and the console shown', async () => {
  const machine = await start(panicking);
  await machine.exited;
  const { data } = (await diagnose(machine, '', false)).error;
  expect(data).toMatchObject({ stage: 'guest', console: 'text\nKernel panic - not syncing: VFS\n' });
  expect(data).toMatchObject({ sentence: expect.stringContaining('Kernel panic - not syncing: VFS') as unknown });
  await machine.remove();
});

test('without a record it is how the process ended, with what it complained of', async () => {
  const machine = await start("process.stderr.write('odd\\n', () => process.kill(process.pid, 'SIGSYS'));");
  await machine.exited;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await diagnose(machine, '', true)).error).toMatchObject({
    code: 'machine_ended',
    data: { sentence: 'its process ended with SIGSYS: odd' },
  });
  await machine.remove();
});

test('a guest that switched itself off is said to have', async () => {
  const machine = await start('process.exit(0);');
  await machine.exited;
  expect((await diagnose(machine, '', false)).error).toMatchObject({
    data: { sentence: 'the guest switched itself off' },
  });
  await machine.remove();
});

test('a machine ended well when its guest ended it, which its record says to who did not see it', async () => {
  const running = await start(silent);
  expect(await endedWell(running)).toBe(false);
  await running.remove();
  const endings: [string, string, boolean][] = [
    ['process.exit(0);', '', true],
    ["process.kill(process.pid, 'SIGKILL');", '', false],
    ["process.kill(process.pid, 'SIGKILL');", '{"endedWell":true}', true],
    ['process.exit(1);', '{"endedWell":"no"}', false],
    [failing, '', false],
    [panicking, '', false],
  ];
  for (const [body, record, well] of endings) {
    const machine = await start(body);
    await machine.exited;
    if (record !== '') writeFileSync(machine.directory.failure, record);
    expect(await endedWell(machine)).toBe(well);
    await machine.remove();
  }
});

test('a machine that still runs is described by what was waited for', async () => {
  const machine = await start(silent);
  expect((await diagnose(machine, 'it did not greet', false)).error).toMatchObject({
    data: { sentence: 'it did not greet' },
  });
  await machine.remove();
});

test('only the end of a long console is kept', async () => {
  const machine = await start(failing);
  await machine.exited;
  writeFileSync(machine.directory.console, `${'x'.repeat(100_000)}end`);
  const { data } = (await diagnose(machine, '', false)).error as { data: { console: string } };
  expect(data.console).toHaveLength(limits.consoleTail);
  expect(data.console.endsWith('end')).toBe(true);
  await machine.remove();
});

test('walls are read when they were reported, and are none before', async () => {
  const machine = await start(silent);
  expect(await readWalls(machine)).toEqual([]);
  writeFileSync(machine.directory.jail, '');
  expect(await readWalls(machine)).toEqual([]);
  const walls = [{ wall: 'seccomp', state: 'up', detail: '' }];
  writeFileSync(machine.directory.jail, JSON.stringify(walls));
  expect(await readWalls(machine)).toEqual(walls);
  await machine.remove();
});
