import type { Advise } from '../sandbox/advised.js';
import type { Budget } from '../sandbox/budget.js';
import type { HostContext } from '../sandbox/pickHypervisor.js';

/** What a kept sandbox needs to know of the daemon that it is in. */
export interface KeptContext extends HostContext {
  /** What all sandboxes together have and may have. */
  readonly budget: Budget;
  /** What the doctor would say of a boot that failed. */
  readonly advise: Advise;
  /** Writes a line to the daemon's log. */
  readonly log: (line: string) => void;
}
