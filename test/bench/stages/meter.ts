import { descendants } from '../../../daemon/machine/processFamily.js';
import { nameOf, threadsOf } from '../../helpers/cpu.js';

/** Who uses CPU in a sandbox; `guest` is the thread of the machine's virtual CPU, which runs and translates what is in it. */
export const users = ['daemon', 'vmm', 'file servers', 'hypervisor', 'guest'] as const;
/** One of them. */
export type User = (typeof users)[number];

/** What one stage took, in milliseconds. */
export interface Cost {
  readonly stage: string;
  readonly time: number;
  readonly cpu: Readonly<Record<User, number>>;
}

interface Thread {
  readonly program: string;
  readonly isMain: boolean;
  readonly used: number;
}

interface Reading {
  readonly at: number;
  /** This process's CPU before and after the reading, which is itself left out. */
  readonly before: number;
  readonly after: number;
  readonly threads: ReadonlyMap<number, Thread>;
}

/** Reads the clock and everybody's CPU at the end of each stage; this process is the daemon of the sandbox. */
export class Meter {
  private readonly ends: { readonly stage: string; readonly reading: Reading }[] = [];
  private readonly start = takeReading();

  /** The end of a stage, which began at the end of the one before. */
  mark(stage: string): void {
    this.ends.push({ stage, reading: takeReading() });
  }

  /** @param entered the first stage in which the hypervisor runs; what its process used before was the vmm's */
  costs(entered: string): Cost[] {
    const first = this.ends.findIndex(({ stage }) => stage === entered);
    const guest = virtualCpu(this.ends.map(({ reading }) => reading));
    return this.ends.map(({ stage, reading }, index) => {
      const before = this.ends[index - 1]?.reading ?? this.start;
      const cpu = { daemon: reading.before - before.after, vmm: 0, 'file servers': 0, hypervisor: 0, guest: 0 };
      for (const [id, { program, used }] of reading.threads)
        cpu[index < first ? earlyUser(program) : userOf(program, id === guest)] +=
          used - (before.threads.get(id)?.used ?? 0);
      return { stage, time: reading.at - before.at, cpu };
    });
  }
}

function takeReading(): Reading {
  const at = performance.now();
  const before = ownCpu();
  const threads = new Map<number, Thread>();
  for (const { pid } of descendants(process.pid)) {
    const program = nameOf(pid);
    if (!/^(bellglass-|qemu-system)/.test(program)) continue;
    for (const [id, used] of threadsOf(pid)) threads.set(id, { program, isMain: id === pid, used });
  }
  return { at, before, after: ownCpu(), threads };
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function userOf(program: string, isGuest: boolean): User {
  if (isGuest) return 'guest';
  if (program.startsWith('qemu-system')) return 'hypervisor';
  return earlyUser(program);
}

function earlyUser(program: string): 'vmm' | 'file servers' {
  return program.startsWith('bellglass-virti') ? 'file servers' : 'vmm';
}

/** QEMU's threads have no names of their own: beside its main thread the virtual CPU's is the busiest. */
function virtualCpu(readings: readonly Reading[]): number | null {
  const last = readings.findLast(({ threads }) => threads.size > 0);
  const threads = [...(last?.threads ?? [])].filter(([, { program, isMain }]) => !isMain && program.startsWith('qemu'));
  return threads.sort(([, a], [, b]) => b.used - a.used)[0]?.[0] ?? null;
}
