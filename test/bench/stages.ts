import type { RunRecord } from '../../daemon/protocol/run.js';
import { cpuOf } from './cpu.js';
import { spread, timed, type Spread } from './statistics.js';
import type { World } from './world.js';

/** Where the time of one run goes, in milliseconds. */
export interface Stages {
  readonly stages: Readonly<Record<string, Spread>>;
  /** CPU of a run on the host beside the machine's own. */
  readonly cpu: { readonly cli: number; readonly daemon: number };
}

/** Measures runs on QEMU stage by stage, after one that fills the caches. */
export async function measureStages(world: World, count: number): Promise<Stages> {
  const values = new Map<string, number[]>();
  const add = (stage: string, value: number): void => {
    values.set(stage, [...(values.get(stage) ?? []), value]);
  };
  await world.bellglass([...command, 'first']);
  const daemon = await daemonProcess(world);
  const before = { cli: cpuOf(process.pid).children, daemon: cpuOf(daemon).own };
  for (let index = 0; index < count; index++) await oneRun(world, add);
  const cpu = {
    cli: (cpuOf(process.pid).children - before.cli) / count,
    daemon: (cpuOf(daemon).own - before.daemon) / count,
  };
  for (let index = 0; index < count; index++) {
    add('the command line alone: bellglass version', await timed(() => world.bellglass(['version'])));
    await world.bellglass(['daemon', 'stop']);
    const startedAt = Date.now();
    const record = await recordOf(world);
    add('command line with the start of a daemon → accepted', Date.parse(record.startedAt) - startedAt);
  }
  return { stages: Object.fromEntries([...values].map(([stage, all]) => [stage, spread(all)])), cpu };
}

const command = ['run', '--json', '--image', 'host', '--mode', 'none', '--hypervisor', 'qemu', '--', 'echo'];

async function recordOf(world: World): Promise<RunRecord> {
  return JSON.parse(await world.bellglass([...command, 'x'])) as RunRecord;
}

async function oneRun(world: World, add: (stage: string, value: number) => void): Promise<void> {
  const startedAt = Date.now();
  const { startedAt: acceptedAt, timings } = await recordOf(world);
  const endedAt = Date.now();
  const accepted = Date.parse(acceptedAt) - startedAt;
  const at = (stage: keyof RunRecord['timings']): number => timings[stage] ?? Number.NaN;
  add('command line → accepted', accepted);
  add('daemon: accepted → vmm spawned', at('spawned'));
  add('vmm, jail, kernel, agent: → greeted', at('agent') - at('spawned'));
  add('boot configuration: → booted', at('booted') - at('agent'));
  add('process: → started', at('started') - at('booted'));
  add('first output: →', at('firstOutput') - at('started'));
  add('program’s end: → ended', at('ended') - at('firstOutput'));
  add('machine’s and command line’s end', endedAt - startedAt - accepted - at('ended'));
  add('whole', endedAt - startedAt);
}

async function daemonProcess(world: World): Promise<number> {
  const status = await world.bellglass(['daemon', 'status']);
  const pid = /pid (\d+)/.exec(status)?.[1];
  if (pid === undefined) throw new Error(`no pid in ${JSON.stringify(status)}`);
  return Number(pid);
}
