import { setTimeout as sleep } from 'node:timers/promises';
import { powerOff, setClock } from '../../guest/system.js';
import type { GuestSession } from '../../guest/session.js';
import { diagnose, endedWell } from '../../machine/diagnosis.js';
import type { BellglassError } from '../../protocol/errors.js';
import type { SandboxEnd } from '../../protocol/sandbox/sandbox.js';
import type { Ticket } from '../../sandbox/budget.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { findAgent } from './findAgent.js';

/** What a machine may take to power off once its programs' grace is over, in milliseconds. */
const powerOffTime = 10_000;
/** The same where no grace is given: whoever says so does not want to wait for a guest that hangs. */
const hurriedTime = 3000;
/** How long a channel that broke is looked for, in milliseconds. */
const searchTime = 15_000;
/** A machine whose channel broke is given this long to be gone, in milliseconds. */
const endingTime = 300;

/** What is told of a machine while it is under a sandbox. */
export interface LifeWatcher {
  /** The channel broke, and is looked for. */
  readonly lost: () => void;
  /** It was found again. */
  readonly found: (session: GuestSession) => Promise<void>;
  /** The machine has ended by itself, or cannot be used any more. Told once; never after stop() or leave(). */
  readonly ended: (reason: SandboxEnd['reason'], error: BellglassError | null) => void;
}

/** The machine under a kept sandbox, from its boot or its adoption to its end. */
export class Life {
  private session: GuestSession;
  private over = false;
  private hurried: (() => void) | null = null;
  /** Whether the guest's clock may be wrong: nobody set it while no daemon was there, or none found it. */
  clockDue = false;

  constructor(
    private readonly made: Sandbox,
    private readonly ticket: Ticket,
    private readonly watcher: LifeWatcher,
  ) {
    this.session = made.session;
    void this.watch();
  }

  /** The sandbox, with the channel that there is now. */
  get sandbox(): Sandbox {
    return { ...this.made, session: this.session };
  }

  /** SIGTERM to its programs, a grace, power off; resolves when the machine is gone or its time was up. What is left remove() ends. */
  async stop(graceMs: number): Promise<void> {
    this.over = true;
    const { machine } = this.made;
    if (machine.hasExited) return;
    const hurried = new Promise<void>((resolve) => (this.hurried = resolve));
    const refused = powerOff(this.session, graceMs).then(
      () => machine.exited,
      () => undefined,
    );
    const late = new AbortController();
    const patience = graceMs === 0 ? hurriedTime : graceMs + powerOffTime;
    const time = sleep(patience, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([machine.exited, refused, time, hurried]);
    late.abort();
  }

  /** Tells the guest the time, when that is due; what fails is due again. @param jumped whether the host's clock did */
  async tellTime(jumped: boolean): Promise<void> {
    if (!this.clockDue && !jumped) return;
    this.clockDue = false;
    await setClock(this.session, Date.now()).catch(() => (this.clockDue = true));
  }

  /** Whoever waits in stop() waits no longer. */
  hurry(): void {
    this.hurried?.();
  }

  /** Ends the machine, whatever it does, with its run directory. */
  async remove(): Promise<void> {
    this.over = true;
    this.session.destroy();
    await this.made.remove();
    this.ticket.release();
  }

  /** Lets the machine run on for the next daemon. */
  leave(): void {
    this.over = true;
    this.session.destroy();
  }

  private async watch(): Promise<void> {
    const { machine } = this.made;
    for (;;) {
      await Promise.race([machine.exited, this.session.closed]);
      if (this.over) return;
      this.watcher.lost();
      await Promise.race([machine.exited, sleep(endingTime)]);
      const found = machine.hasExited ? null : await findAgent(machine, searchTime).catch(() => null);
      if (this.isOver()) {
        found?.session.destroy();
        return;
      }
      if (found === null) break;
      this.session.destroy();
      this.session = found.session;
      this.clockDue = true;
      // What cannot be gone on with is looked for again.
      await this.watcher.found(found.session).catch(() => {
        found.session.destroy();
      });
    }
    this.over = true;
    if (await endedWell(machine)) this.watcher.ended('switchedOff', null);
    else this.watcher.ended('failed', (await diagnose(machine, 'the guest does not answer any more', true)).error);
  }

  // What is read after a pause may have changed in it, which the compiler does not believe of a field.
  private isOver(): boolean {
    return this.over;
  }
}
