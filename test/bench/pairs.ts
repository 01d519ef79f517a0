import * as z from 'zod';
import { runRecord, runTimings } from '../../daemon/protocol/run.js';
import { type HypervisorName } from '../../daemon/protocol/sandbox/wishes.js';
import { bareLine, bootBare } from './bare/bare.js';
import { spread, timed } from './statistics.js';
import type { Row } from './table.js';
import type { World } from './world.js';

/** The bare boot and the run that stood beside it, in milliseconds from the start of a program to its end. */
export const pair = z.strictObject({ bare: z.number(), run: z.number(), timings: runTimings });
/** One measurement of both. */
export type Pair = z.infer<typeof pair>;

/** What is measured, how often, and the initramfs of the bare machine. */
export interface PairPlan {
  readonly hypervisor: HypervisorName;
  readonly count: number;
  readonly initramfs: string;
}

/** A machine that takes longer hangs, and its pair is left out; in milliseconds. */
const limit = 60_000;

/**
 * Boots the bare machine and runs `true` in a sandbox in turn, in changing order; a daemon runs already.
 * @param onPair called after each pair; a pair of which one did not end is left out
 */
export async function measurePairs(
  world: World,
  { hypervisor, count, initramfs }: PairPlan,
  onPair: (pair: Pair) => void,
): Promise<void> {
  const line = await bareLine(world, hypervisor, initramfs);
  const bare = async (): Promise<Pick<Pair, 'bare'>> => ({ bare: await bootBare(line, world.path('bare.log'), limit) });
  const run = async (): Promise<Pick<Pair, 'run' | 'timings'>> => await runTrue(world, hypervisor);
  await world.startDaemon();
  for (let index = 0; index <= count; index++) {
    try {
      const measured =
        index % 2 === 0 ? { ...(await bare()), ...(await run()) } : { ...(await run()), ...(await bare()) };
      // The first only fills caches.
      if (index > 0) onPair(measured);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  }
}

async function runTrue(world: World, hypervisor: HypervisorName): Promise<Pick<Pair, 'run' | 'timings'>> {
  let written = '';
  const run = await timed(async () => {
    written = await world.bellglass([...world.runWords(hypervisor), 'true'], limit);
  });
  return { run, timings: runRecord.parse(JSON.parse(written)).timings };
}

/** The ratio with its spread, and where the run's time went. */
export function pairRows(pairs: readonly Pair[]): Row[] {
  const row = (what: string, value: (pair: Pair) => number, unit = 'ms'): Row => ({
    what,
    unit,
    values: spread(pairs.map(value)),
  });
  const at = ({ timings }: Pair, stage: keyof Pair['timings']): number => timings[stage] ?? Number.NaN;
  const between = (from: keyof Pair['timings'], to: keyof Pair['timings']) => (one: Pair) =>
    at(one, to) - at(one, from);
  return [
    row('the bare boot', ({ bare }) => bare),
    row('bellglass run', ({ run }) => run),
    row('ratio (the aim: 1.10)', ({ run, bare }) => run / bare, '×'),
    row('of the run: the command line, and its end', (one) => one.run - at(one, 'ended')),
    row('of the run: the daemon → vmm spawned', between('accepted', 'spawned')),
    row('of the run: vmm, kernel, agent → greeted', between('spawned', 'agent')),
    row('of the run: boot configuration → booted', between('agent', 'booted')),
    row('of the run: the program → ended', between('booted', 'ended')),
  ];
}
