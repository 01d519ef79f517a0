import { type Daemon } from '../../client/daemon.js';
import { asError } from '../../protocol/errors.js';
import { type Result } from '../../protocol/methods.js';
import { exitStatus } from '../../protocol/status.js';
import { type Interruptible } from '../program/interrupts.js';
import { type Surroundings } from '../surroundings.js';

/** What a run started. */
export type Started = Result<'sandbox.run'>;

/** What a daemon answers that does not have the program yet, or not any more; it is asked again after so long, in milliseconds. */
const later: ReadonlySet<string> = new Set(['sandbox_not_running', 'shutting_down']);
const pause = 200;

type Wish = (daemon: Daemon, started: Started) => Promise<unknown>;

/** What signals to this command do to a program that belongs to the daemon. Those that come while it cannot be reached wait until it can. */
export class Reach implements Interruptible {
  private daemon: Daemon | null = null;
  private started: Started | null = null;
  private waiting: Wish[] = [];

  constructor(private readonly around: Pick<Surroundings, 'exit'>) {}

  /** The program runs, and that daemon has it. */
  over(daemon: Daemon, started: Started): void {
    this.daemon = daemon;
    this.started = started;
    const { waiting } = this;
    this.waiting = [];
    for (const wish of waiting) this.ask(wish);
  }

  signal(signal: number): void {
    this.ask(async (daemon, { session }) => await daemon.call('session.signal', { sessionId: session.id, signal }));
  }

  cancel(): void {
    if (this.started === null) this.around.exit(exitStatus.interrupted);
    this.stop();
  }

  abandon(): void {
    this.around.exit(exitStatus.interrupted);
  }

  /** Stops the sandbox at once. */
  stop(): void {
    this.ask(async (daemon, { sandbox }) => await daemon.call('sandbox.stop', { sandbox: sandbox.id, graceMs: 0 }));
  }

  private ask(wish: Wish): void {
    const { daemon, started } = this;
    if (daemon === null || started === null) {
      this.waiting.push(wish);
      return;
    }
    wish(daemon, started).catch((thrown: unknown) => {
      const { code } = asError(thrown);
      if (later.has(code))
        setTimeout(() => {
          this.ask(wish);
        }, pause).unref();
      // Anything else: it has ended meanwhile, and session.wait says how.
      if (code !== 'daemon_lost') return;
      if (this.daemon === daemon) this.waiting.push(wish);
      else this.ask(wish);
    });
  }
}
