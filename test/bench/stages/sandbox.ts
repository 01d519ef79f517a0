import { once } from 'node:events';
import { statSync, watch } from 'node:fs';
import { basename } from 'node:path';
import { askHealth, bootGuest } from '../../../daemon/guest/agent.js';
import { greet } from '../../../daemon/guest/hello.js';
import { readOutput, startProcess, waitProcess } from '../../../daemon/guest/processes.js';
import { GuestSession } from '../../../daemon/guest/session.js';
import { hostImage } from '../../../daemon/image/host/hostImage.js';
import type { Image } from '../../../daemon/image/image.js';
import { connectAgent } from '../../../daemon/machine/connectAgent.js';
import { Machine } from '../../../daemon/machine/machine.js';
import { makeRunDirectory, type RunDirectory } from '../../../daemon/machine/runDirectory.js';
import { bootPlan } from '../../../daemon/sandbox/bootPlan.js';
import { noMounts } from '../../../daemon/workspace/mounts.js';
import type { World } from '../world.js';
import { Meter, type Cost } from './meter.js';

const kernelAndAgent = 'kernel and agent: → greeted';

/**
 * What each run cost by stage, after one that fills the caches: the daemon's own steps, taken in this process so that CPU is read between
 * them. What the processes of a killed machine use to go is not seen.
 */
export async function measureSandboxes(world: World, count: number): Promise<Cost[][]> {
  const runs: Cost[][] = [];
  for (let index = 0; index <= count; index++) runs.push(await oneSandbox(world));
  return runs.slice(1);
}

async function oneSandbox(world: World): Promise<Cost[]> {
  const meter = new Meter();
  const image = await hostImage(world.natives.initramfs, world.path('cache'));
  const directory = await makeRunDirectory(world.path('machines'));
  const hypervisor = world.hypervisor('qemu');
  const spec = await hypervisor.specify(world.plan(image.initramfs, image.shares), directory);
  meter.mark('daemon: image, run directory, specification');
  const jailed = markJail(directory, meter);
  const machine = await Machine.start(world.natives.vmm, spec, directory);
  try {
    await Promise.race([jailed, failed(machine)]);
    const socket = await connectAgent(machine, AbortSignal.timeout(hypervisor.bootDeadline));
    if (socket === null) throw new Error(`the machine ended: ${machine.complaint}`);
    await greet(socket, hypervisor.bootDeadline);
    meter.mark(kernelAndAgent);
    const session = new GuestSession(socket);
    await askHealth(session);
    await bootGuest(
      session,
      bootPlan({ image, workspace: null, mounts: noMounts, kept: null, review: null }, Date.now()),
    );
    meter.mark('boot configuration: → booted');
    await runEcho(session, image, meter);
    session.destroy();
  } finally {
    await machine.remove();
  }
  meter.mark('machine’s end: → nothing left');
  return meter.costs(kernelAndAgent);
}

/** Marks the vmm's first file and its report on the jail as they show up; resolves after the second. */
async function markJail(directory: RunDirectory, meter: Meter): Promise<void> {
  const watcher = watch(directory.path, { persistent: false });
  let spoken = false;
  await new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (!spoken && name === basename(directory.failure)) {
        spoken = true;
        meter.mark('spawn: → the vmm has its specification');
      }
      if (name !== basename(directory.jail) || !statSync(directory.jail, { throwIfNoEntry: false })?.size) return;
      meter.mark('jail: → its report');
      watcher.close();
      resolve();
    });
  });
}

async function failed(machine: Machine): Promise<never> {
  throw new Error(`the vmm ended with ${await machine.exited}: ${machine.complaint}`);
}

async function runEcho(session: GuestSession, image: Image, meter: Meter): Promise<void> {
  const { user } = image;
  const env = image.environment(user);
  const who = `${String(user.uid)}:${String(user.gid)}`;
  const request = { argv: ['echo', 'x'], env, cwd: user.home, user: who, stdin: false, limits: {} };
  const started = await startProcess(session, request);
  meter.mark('process: → started');
  const ended = waitProcess(session, started);
  const [out, err] = await Promise.all([
    readOutput(session, started, 'stdout'),
    readOutput(session, started, 'stderr'),
  ]);
  const over = Promise.all([once(out, 'end'), once(err.resume(), 'end'), ended]);
  await once(out, 'data');
  meter.mark('first output: →');
  await over;
  meter.mark('program’s end: → known');
}
