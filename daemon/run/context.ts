import type { Probes } from '../machine/probes.js';
import type { Budget } from '../sandbox/budget.js';
import type { Paths } from '../state/paths.js';

/** What a run needs to know of the daemon that it runs in. */
export interface RunContext {
  readonly paths: Paths;
  readonly env: NodeJS.ProcessEnv;
  readonly probes: Probes;
  /** What all sandboxes together have and may have. */
  readonly budget: Budget;
  /** Writes a line to the daemon's log. */
  readonly log: (line: string) => void;
}
