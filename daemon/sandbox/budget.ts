import { availableParallelism } from 'node:os';
import { BellglassFailure } from '../protocol/errors.js';
import { hostMemoryMiB, memoryShare } from './limits.js';

/** Memory and virtual CPUs, of one sandbox or of all. */
export interface Resources {
  readonly memoryMiB: number;
  readonly cpus: number;
}

/** What a sandbox holds of the budget. */
export interface Ticket {
  /** Gives it back. May be called often. */
  release(): void;
}

/** Virtual CPUs for each of the host's: most of them are idle most of the time. */
const cpusPerCpu = 16;
const leastCpus = 64;

/** What all running sandboxes may have together, and have. */
export class Budget {
  private readonly held = new Set<Resources>();

  /** @param allowed what all together may have */
  constructor(private allowed: Resources) {}

  /** What all together may have. */
  get total(): Resources {
    return this.allowed;
  }

  /** What all together have. */
  get used(): Resources {
    const all = [...this.held];
    return {
      memoryMiB: all.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0),
      cpus: all.reduce((sum, { cpus }) => sum + cpus, 0),
    };
  }

  /** From now on all together may have this; what is held already stays. */
  allow(total: Resources): void {
    this.allowed = total;
  }

  /** Takes what a machine needs, before it starts. @throws BellglassFailure memory_total, cpus_total */
  take(memoryMiB: number, cpus: number): Ticket {
    const { used, allowed } = this;
    if (used.memoryMiB + memoryMiB > allowed.memoryMiB) {
      const data = { requestedMiB: memoryMiB, usedMiB: used.memoryMiB, limitMiB: allowed.memoryMiB };
      throw new BellglassFailure({ code: 'memory_total', data });
    }
    if (used.cpus + cpus > allowed.cpus) {
      const data = { requested: cpus, used: used.cpus, limit: allowed.cpus };
      throw new BellglassFailure({ code: 'cpus_total', data });
    }
    return this.adopt(memoryMiB, cpus);
  }

  /** Counts a machine that runs already; it is never refused. */
  adopt(memoryMiB: number, cpus: number): Ticket {
    const one = { memoryMiB, cpus };
    this.held.add(one);
    return { release: () => void this.held.delete(one) };
  }
}

/** What the user's settings say of all sandboxes together. */
export interface TotalSettings {
  readonly totalMemoryMiB: number | null;
  readonly totalCpus: number | null;
}

/** What all sandboxes together may have on this host. */
export function allowedBy(settings: TotalSettings): Resources {
  return totalOf(settings, { memoryMiB: hostMemoryMiB(), cpus: availableParallelism() });
}

/** What all sandboxes together may have on a host that has that much: what the settings say, else the usual share. */
export function totalOf(settings: TotalSettings, host: Resources): Resources {
  return {
    memoryMiB: settings.totalMemoryMiB ?? Math.floor(host.memoryMiB * memoryShare),
    cpus: settings.totalCpus ?? Math.max(leastCpus, host.cpus * cpusPerCpu),
  };
}
