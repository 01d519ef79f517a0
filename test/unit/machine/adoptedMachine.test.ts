import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { AdoptedMachine } from '../../../daemon/machine/adoptedMachine.js';
import { endMachine } from '../../../daemon/machine/leftovers.js';
import { descendants } from '../../../daemon/machine/processFamily.js';
import {
  makeRunDirectory,
  ownerRecord,
  readTrace,
  runDirectoryAt,
  type RunDirectory,
} from '../../../daemon/machine/runDirectory.js';
import { unseen } from '../../../daemon/machine/runningMachine.js';
import { ageOf, isAlive, type ProcessIdentity } from '../../../daemon/state/processIdentity.js';
import { bundleText } from '../../helpers/bundle.js';
import { silent, vmmProgram, withChild } from '../../helpers/guest/vmmPrograms.js';
import { plan } from '../../helpers/guest/plan.js';
import { scratch } from '../../helpers/scratch.js';
import { until } from '../../helpers/waiting.js';

/** A daemon of its own: it starts the machine of a kept sandbox and has nothing else to do. */
async function daemonProgram(program: string, directory: RunDirectory): Promise<string> {
  const text = `
    import { Machine } from './daemon/machine/machine.js';
    import { qemu } from './daemon/machine/qemu/qemu.js';
    const directory = ${JSON.stringify(directory)};
    const spec = await qemu('/virtiofsd').specify(${JSON.stringify({ ...plan, outlivesDaemon: true })}, directory);
    await Machine.start(${JSON.stringify(program)}, spec, directory);
    console.log('started');
  `;
  return await bundleText(text, `${scratch()}/daemon.mjs`);
}

interface Left {
  readonly directory: RunDirectory;
  readonly vmm: ProcessIdentity;
  /** Whether its daemon ended by itself. */
  readonly byItself: boolean;
}

/** A machine whose daemon has died. */
async function leftBehind(body: string): Promise<Left> {
  const directory = await makeRunDirectory(scratch(), '0a1b2c3d4e5f');
  const daemon = spawn(process.execPath, [await daemonProgram(vmmProgram(body), directory)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => daemon.kill('SIGKILL'), 10_000);
  const [status] = (await once(daemon, 'exit')) as [number | null];
  clearTimeout(timer);
  const vmm = (await readTrace(directory.owner, ownerRecord))?.vmm;
  if (vmm === null || vmm === undefined) throw new Error('the daemon wrote down no vmm');
  onTestFinished(async () => {
    await endMachine(vmm, directory);
  });
  return { directory, vmm, byItself: status === 0 };
}

test('a machine of a kept sandbox neither holds its daemon nor ends with it', async () => {
  const { directory, vmm, byItself } = await leftBehind(silent);
  expect(byItself).toBe(true);
  expect(isAlive(vmm)).toBe(true);
  const machine = new AdoptedMachine('qemu', directory, vmm);
  expect(machine).toMatchObject({ pid: vmm.pid, hasExited: false, complaint: '' });
  expect(Math.abs(Date.parse(machine.startedAt) - Date.now() + ageOf(vmm))).toBeLessThan(1000);
  await machine.remove();
  expect(isAlive(vmm)).toBe(false);
  expect(existsSync(directory.path)).toBe(false);
});

test('what its vmm says after its daemon’s death does not end it, and is read', async () => {
  const { directory, vmm } = await leftBehind("agent(() => {}); setInterval(() => console.error('odd'), 20);");
  const machine = new AdoptedMachine('qemu', directory, vmm);
  await until({ what: 'a second line', milliseconds: 5000 }, () => machine.complaint.startsWith('odd\nodd'));
  expect(isAlive(vmm)).toBe(true);
  appendFileSync(directory.complaints, 'x'.repeat(100_000));
  expect(machine.complaint.length).toBeLessThanOrEqual(4096);
  await machine.remove();
});

test('is removed with what it started, and that may be said twice', async () => {
  const { directory, vmm } = await leftBehind(withChild);
  const machine = new AdoptedMachine('qemu', directory, vmm);
  const family = await until({ what: 'its child', milliseconds: 5000 }, () => {
    const found = descendants(vmm.pid);
    return found.length > 0 && found;
  });
  await Promise.all([machine.remove(), machine.remove()]);
  expect(machine.hasExited).toBe(true);
  expect([vmm, ...family].some(isAlive)).toBe(false);
});

test('one whose vmm ends is seen to have, and takes what it started along', async () => {
  const server = `${scratch()}/bellglass-server`;
  copyFileSync('/bin/sleep', server);
  const { directory, vmm } = await leftBehind(
    `spawn(${JSON.stringify(server)}, ['300'], { stdio: 'ignore' }); agent(() => {});`,
  );
  const machine = new AdoptedMachine('qemu', directory, vmm);
  const family = await until({ what: 'its child', milliseconds: 5000 }, () => {
    const found = descendants(vmm.pid);
    return found.length > 0 && found;
  });
  process.kill(vmm.pid, 'SIGKILL');
  expect(await machine.exited).toBe(unseen);
  expect(machine.hasExited).toBe(true);
  await until({ what: 'the end of its child', milliseconds: 5000 }, () => !family.some(isAlive));
  expect(existsSync(directory.path)).toBe(true);
  await machine.remove();
});

test('one whose number is another process’s by now has ended', async () => {
  const at = scratch();
  const directory = runDirectoryAt(at, '0a1b2c3d', '0a1b2c3d4e5f');
  const machine = new AdoptedMachine('qemu', directory, { pid: process.pid, startTime: '1' });
  machine.check();
  expect(machine.hasExited).toBe(true);
  await machine.remove();
});
