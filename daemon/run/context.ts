import { Probes } from '../machine/probes.js';
import type { Advise } from '../sandbox/advised.js';
import { allowedBy, Budget } from '../sandbox/budget.js';
import type { Paths } from '../state/paths.js';

/** What a run needs to know of the daemon that it runs in. */
export interface RunContext {
  readonly paths: Paths;
  readonly env: NodeJS.ProcessEnv;
  readonly probes: Probes;
  /** What all sandboxes together have and may have. */
  readonly budget: Budget;
  /** What the doctor would say of a boot that failed. */
  readonly advise: Advise;
  /** Writes a line to the daemon's log. */
  readonly log: (line: string) => void;
}

/** A new daemon's. */
export function makeContext(given: Omit<RunContext, 'probes' | 'budget'>): RunContext {
  const budget = new Budget(allowedBy({ totalMemoryMiB: null, totalCpus: null }));
  return { ...given, budget, probes: new Probes() };
}
