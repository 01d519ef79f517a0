import { runRecord, type RunRecord } from '../../../daemon/protocol/run.js';
import { cpuOf } from '../../helpers/cpu.js';
import { spread, timed } from '../statistics.js';
import type { Row } from '../table.js';
import type { World } from '../world.js';

type Add = (what: string, value: number) => void;

/** Runs as users start them, on QEMU and after one that fills the caches: the time of each stage, and the CPU of command and daemon. */
export async function measureCommand(world: World, count: number): Promise<Row[]> {
  const values = new Map<string, number[]>();
  const add: Add = (what, value) => {
    values.set(what, [...(values.get(what) ?? []), value]);
  };
  await recordOf(world);
  const daemon = await daemonProcess(world);
  const before = { command: cpuOf(process.pid).children, daemon: cpuOf(daemon).own };
  for (let index = 0; index < count; index++) await oneRun(world, add);
  add('CPU of the command line, the mean of all runs', (cpuOf(process.pid).children - before.command) / count);
  add('CPU of the daemon, the mean of all runs', (cpuOf(daemon).own - before.daemon) / count);
  for (let index = 0; index < count; index++) await oneStart(world, add);
  return [...values].map(([what, all]) => ({ what, unit: 'ms', values: spread(all) }));
}

async function oneRun(world: World, add: Add): Promise<void> {
  const startedAt = Date.now();
  const { startedAt: acceptedAt, timings } = await recordOf(world);
  const whole = Date.now() - startedAt;
  const accepted = Date.parse(acceptedAt) - startedAt;
  const at = (stage: keyof RunRecord['timings']): number => timings[stage] ?? Number.NaN;
  add('command line: → accepted', accepted);
  add('daemon: → vmm spawned', at('spawned'));
  add('vmm, jail, kernel, agent: → greeted', at('agent') - at('spawned'));
  add('boot configuration: → booted', at('booted') - at('agent'));
  add('process: → started', at('started') - at('booted'));
  add('first output: →', at('firstOutput') - at('started'));
  add('program’s end: → known', at('ended') - at('firstOutput'));
  add('machine’s end, and the command line’s', whole - accepted - at('ended'));
  add('whole', whole);
}

async function oneStart(world: World, add: Add): Promise<void> {
  add('the command line alone: bellglass version', await timed(() => world.bellglass(['version'])));
  await world.bellglass(['daemon', 'stop']);
  const startedAt = Date.now();
  const record = await recordOf(world);
  add('command line with the start of a daemon: → accepted', Date.parse(record.startedAt) - startedAt);
}

async function recordOf(world: World): Promise<RunRecord> {
  const written = await world.bellglass([...world.runWords('qemu'), 'echo', 'x']);
  return runRecord.parse(JSON.parse(written));
}

async function daemonProcess(world: World): Promise<number> {
  const status = await world.bellglass(['daemon', 'status']);
  const pid = /pid (\d+)/.exec(status)?.[1];
  if (pid === undefined) throw new Error(`no pid in ${JSON.stringify(status)}`);
  return Number(pid);
}
