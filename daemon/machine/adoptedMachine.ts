import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import { ageOf, isAlive, type ProcessIdentity } from '../state/processIdentity.js';
import { endMachine } from './leftovers.js';
import { killIdentity, sessionMembers } from './processFamily.js';
import { readComplaint, type RunDirectory } from './runDirectory.js';
import { unseen, type RunningMachine } from './runningMachine.js';

/** How often it is looked whether a vmm that is nobody's child here still runs, in milliseconds. */
const look = 500;

/** A machine that a daemon before this one started. */
export class AdoptedMachine implements RunningMachine {
  readonly startedAt: string;
  readonly exited: Promise<string>;
  hasExited = false;
  private readonly timer: NodeJS.Timeout;
  private tellExited: (how: string) => void = () => undefined;
  private removed: Promise<void> | null = null;

  constructor(
    readonly hypervisor: HypervisorName,
    readonly directory: RunDirectory,
    private readonly vmm: ProcessIdentity,
  ) {
    this.startedAt = new Date(Date.now() - ageOf(vmm)).toISOString();
    this.exited = new Promise((resolve) => (this.tellExited = resolve));
    this.timer = setInterval(this.check, look);
    this.timer.unref();
  }

  get pid(): number {
    return this.vmm.pid;
  }

  get complaint(): string {
    return readComplaint(this.directory.complaints);
  }

  /** Looks whether its vmm has ended; to be called when there is a reason to think so. */
  readonly check = (): void => {
    if (this.hasExited || isAlive(this.vmm)) return;
    this.hasExited = true;
    clearInterval(this.timer);
    // A hypervisor that outlives its vmm would let a guest run on unwatched.
    sessionMembers(this.vmm).forEach(killIdentity);
    this.tellExited(unseen);
  };

  async remove(): Promise<void> {
    this.removed ??= endMachine(this.vmm, this.directory).then(this.check);
    await this.removed;
  }
}
