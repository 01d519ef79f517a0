import type { HypervisorName, RunRecord } from '../../daemon/protocol/run.js';
import { bootBare } from './bare.js';
import { timed } from './statistics.js';
import { cpus, type World } from './world.js';

/** The bare boot and the run that stood beside it, in milliseconds from the start of a program to its end. */
export interface Pair {
  readonly bare: number;
  readonly jail: number;
  readonly run: number;
  readonly timings: RunRecord['timings'];
}

/** What is measured, how often, and the initramfs of the bare machine. */
export interface PairPlan {
  readonly hypervisor: HypervisorName;
  readonly count: number;
  readonly initramfs: string;
}

/**
 * Boots the bare machine and runs `true` in a sandbox in turn, in changing order; a daemon runs already.
 * @param onPair called after each pair; a pair of which one did not end is left out
 */
export async function measurePairs(
  world: World,
  { hypervisor, count, initramfs }: PairPlan,
  onPair: (pair: Pair) => void,
): Promise<void> {
  const limit = 60_000;
  const options = [
    'run',
    '--json',
    '--image',
    'host',
    '--mode',
    'none',
    '--cpus',
    String(cpus),
    '--hypervisor',
    hypervisor,
  ];
  const run = async (): Promise<Pick<Pair, 'run' | 'timings'>> => {
    let written = '';
    const whole = await timed(async () => {
      written = await world.bellglass([...options, '--', 'true'], limit);
    });
    return { run: whole, timings: (JSON.parse(written) as RunRecord).timings };
  };
  const bare = async (): Promise<Pick<Pair, 'bare' | 'jail'>> => {
    const { jail, whole } = await bootBare(world, hypervisor, initramfs, limit);
    return { jail, bare: whole };
  };
  await world.startDaemon();
  for (let index = 0; index <= count; index++) {
    try {
      const pair = index % 2 === 0 ? { ...(await bare()), ...(await run()) } : { ...(await run()), ...(await bare()) };
      // The first only fills caches.
      if (index > 0) onPair(pair);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
    }
  }
}
