import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type HypervisorName, hypervisorName } from '../../daemon/protocol/run.js';
import { inProject } from '../helpers/project.js';
import { measureChannel } from './channel.js';
import { measurePairs, type Pair } from './pairs.js';
import { measureInRig } from './rig.js';
import { measureStages } from './stages.js';
import { spread } from './statistics.js';
import { type Row, table } from './table.js';
import { World } from './world.js';

const [part = 'all', ...rest] = process.argv.slice(2);
const world = new World();
try {
  if (part === 'pairs')
    await printPairs(hypervisorName.parse(rest[0]), Number(rest[1]), rest[2] ?? world.packBareGuest());
  else await measure(new Set(part === 'all' ? ['qemu', 'stages', 'channel', 'rig'] : [part, ...rest]));
} finally {
  await world.close();
}

/** `pairs HYPERVISOR COUNT [INITRAMFS]`: a line of JSON a pair; what runs inside the rig, where a compiler would take long. */
async function printPairs(hypervisor: HypervisorName, count: number, initramfs: string): Promise<void> {
  await measurePairs(world, { hypervisor, count, initramfs }, (pair) => {
    console.log(JSON.stringify(pair));
  });
}

/** Without arguments everything; else the parts that are named: qemu, stages, channel, rig. */
async function measure(parts: ReadonlySet<string>): Promise<void> {
  mkdirSync(inProject('test-results'), { recursive: true });
  const results: Record<string, unknown> = {
    host: { cpus: cpus().length, model: cpus()[0]?.model, kernel: release(), loadBefore: loadavg() },
  };
  const show = (name: string, title: string, rows: readonly Row[], raw: unknown): void => {
    results[name] = raw;
    // What was measured stays when a later part fails.
    writeFileSync(inProject('test-results/bench.json'), `${JSON.stringify(results, null, 1)}\n`);
    console.log(table(title, rows));
  };
  if (parts.has('qemu')) {
    const pairs: Pair[] = [];
    await measurePairs(world, { hypervisor: 'qemu', count: 7, initramfs: world.packBareGuest() }, (pair) =>
      pairs.push(pair),
    );
    show('qemu', 'QEMU here: bellglass run -- true against the bare boot, interleaved', pairRows(pairs), pairs);
  }
  if (parts.has('stages')) {
    const measured = await measureStages(world, 10);
    const rows = Object.entries(measured.stages).map(([what, values]) => ({ what, unit: 'ms', values }));
    const cpu = Object.entries(measured.cpu).map(([what, ms]) => ({
      what: `CPU a run: ${what}`,
      unit: 'ms',
      values: spread([ms]),
    }));
    show('stages', 'A run on QEMU here, by stage', [...rows, ...cpu], measured);
  }
  if (parts.has('channel')) {
    const channel = await measureChannel(world, 64);
    const rows = [
      { what: 'a request and its answer', unit: 'ms', values: channel.request },
      { what: 'exec of true in a running sandbox', unit: 'ms', values: channel.exec },
      { what: 'output of a program', unit: 'MiB/s', values: channel.fromGuest },
      { what: 'input of a program', unit: 'MiB/s', values: channel.toGuest },
    ];
    show('channel', 'The agent’s channel, QEMU here', rows, channel);
  }
  if (parts.has('rig')) {
    const pairs = await measureInRig(fileURLToPath(import.meta.url), world.packBareGuest(), 5);
    show('rig', 'libkrun in the rig: bellglass run -- true against the bare boot, interleaved', pairRows(pairs), pairs);
  }
}

function pairRows(pairs: readonly Pair[]): Row[] {
  const row = (what: string, unit: string, value: (pair: Pair) => number): Row => ({
    what,
    unit,
    values: spread(pairs.map(value)),
  });
  return [
    row('the bare boot', 'ms', ({ bare }) => bare),
    row('of it until the jail is up', 'ms', ({ jail }) => jail),
    row('bellglass run', 'ms', ({ run }) => run),
    row('ratio (the aim: 1.10)', '×', ({ run, bare }) => run / bare),
  ];
}
