import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import type { RunDirectory } from './runDirectory.js';

/** How a machine ended whose vmm was no child of this daemon. */
export const unseen = 'a status that this daemon could not see';

/** A running virtual machine, whoever started it. */
export interface RunningMachine {
  readonly hypervisor: HypervisorName;
  readonly directory: RunDirectory;
  /** The vmm's. */
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Resolves when the vmm's process has ended, with how it ended. */
  readonly exited: Promise<string>;
  readonly hasExited: boolean;
  /** What the vmm printed; it prints only about failures. */
  readonly complaint: string;
  /** Ends the machine with everything it started, and removes its run directory. Never throws; may be called often. */
  remove(): Promise<void>;
}
