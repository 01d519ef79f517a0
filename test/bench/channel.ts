import { once } from 'node:events';
import { Readable } from 'node:stream';
import { askHealth, bootGuest } from '../../daemon/guest/agent.js';
import { readOutput, startProcess, waitProcess, writeInput, type GuestProcess } from '../../daemon/guest/processes.js';
import type { GuestSession } from '../../daemon/guest/session.js';
import { hostImage } from '../../daemon/image/host/hostImage.js';
import { bootMachine } from '../../daemon/sandbox/boot.js';
import { bootPlan } from '../../daemon/sandbox/bootPlan.js';
import { noMounts } from '../../daemon/workspace/mounts.js';
import { spread, timed, type Spread } from './statistics.js';
import type { Row } from './table.js';
import type { World } from './world.js';

/** The agent's channel under QEMU, from the daemon's own client. */
export interface Channel {
  /** One small request after the other, in milliseconds. */
  readonly request: Spread;
  /** Start of `true` in a running sandbox until its end is known, in milliseconds. */
  readonly exec: Spread;
  /** A program's output, in MiB a second. */
  readonly fromGuest: Spread;
  /** A program's input, in MiB a second. */
  readonly toGuest: Spread;
}

/** As rows of a table. */
export function channelRows({ request, exec, fromGuest, toGuest }: Channel): Row[] {
  return [
    { what: 'a request and its answer', unit: 'ms', values: request },
    { what: 'exec of true in a running sandbox', unit: 'ms', values: exec },
    { what: 'output of a program', unit: 'MiB/s', values: fromGuest },
    { what: 'input of a program', unit: 'MiB/s', values: toGuest },
  ];
}

const mebibyte = 1024 * 1024;

/** Boots a sandbox with the daemon's modules and measures its channel. */
export async function measureChannel(world: World, mebibytes: number): Promise<Channel> {
  const image = await hostImage(world.natives.initramfs, world.path('cache'));
  const plan = world.plan(image.initramfs, image.shares);
  const context = { vmm: world.natives.vmm, machines: world.path('machines') };
  const { machine, session } = await bootMachine(world.hypervisor('qemu'), plan, context, new AbortController().signal);
  try {
    await bootGuest(
      session,
      bootPlan({ image, workspace: null, mounts: noMounts, kept: null, review: null }, Date.now()),
    );
    return await measure(session, mebibytes);
  } finally {
    session.destroy();
    await machine.remove();
  }
}

async function measure(session: GuestSession, mebibytes: number): Promise<Channel> {
  const length = mebibytes * mebibyte;
  const rate = (milliseconds: number): number => (mebibytes * 1000) / milliseconds;
  const perSecond = async (work: () => Promise<unknown>): Promise<Spread> =>
    spread((await repeat(5, work)).slice(1).map(rate));
  return {
    request: spread(await repeat(300, () => askHealth(session))),
    exec: spread((await repeat(21, () => exec(session, ['true']))).slice(1)),
    fromGuest: await perSecond(() => exec(session, ['head', '-c', String(length), '/dev/zero'])),
    toGuest: await perSecond(() => exec(session, ['sh', '-c', 'exec cat >/dev/null'], mebibytes)),
  };
}

async function repeat(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) times.push(await timed(work));
  return times;
}

/** Runs a program to its end, with that much input; its output is read and dropped. */
async function exec(session: GuestSession, argv: string[], input = 0): Promise<void> {
  const env = { PATH: '/usr/bin' };
  const request = { argv, env, cwd: '/', user: '0:0', stdin: input > 0, limits: {} };
  const child: GuestProcess = await startProcess(session, request);
  const output = (await readOutput(session, child, 'stdout')).resume();
  const block = Buffer.alloc(mebibyte);
  const written = input > 0 ? writeInput(session, child, Readable.from(Array<Buffer>(input).fill(block))) : null;
  await Promise.all([once(output, 'end'), written, waitProcess(session, child)]);
}
