import type { TerminalSize } from '../protocol/sandbox/session.js';

/** Gives the process's terminal a size. */
export type Resize = (size: TerminalSize) => Promise<void>;

/** The size that a run's terminal is to have, whichever of its processes has it now. */
export class RunTerminal {
  private wanted: TerminalSize;
  private has: TerminalSize | null = null;
  private deliver: Resize | null = null;
  private busy = false;

  /** @param size the request's */
  constructor(size: TerminalSize) {
    this.wanted = size;
  }

  /** The latest size that was told: that of a process that is started now. */
  get size(): TerminalSize {
    return this.wanted;
  }

  /** The client's terminal has another size. The latest wins: a guest that is slow is not asked for those between. */
  resize(size: TerminalSize): void {
    this.wanted = size;
    void this.bring();
  }

  /** A process with a terminal of that size runs: from now on sizes go to `deliver`, whose failures are nobody's. */
  connect(size: TerminalSize, deliver: Resize): void {
    this.has = size;
    this.deliver = deliver;
    void this.bring();
  }

  /** Its process has ended. */
  disconnect(): void {
    this.deliver = null;
  }

  private async bring(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.deliver !== null && !same(this.wanted, this.has)) {
      this.has = this.wanted;
      await this.deliver(this.wanted).catch(() => undefined);
    }
    this.busy = false;
  }
}

function same(one: TerminalSize, other: TerminalSize | null): boolean {
  return other?.rows === one.rows && other.cols === one.cols;
}
