import { limits } from '../protocol/limits.js';
import type { SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';

/** The way to one client that sees a terminal. */
export interface Outlet {
  /** Sends bytes; `sent` is called when they have left, or the way is gone. */
  readonly send: (bytes: Uint8Array, sent: () => void) => void;
  /** The last thing it is told. @param ended how the session ended; null when the daemon ends and the session goes on */
  readonly end: (ended: SessionInfo | null) => void;
}

/** One client that sees a terminal. It slows nobody: what it does not take in time it never sees, and gets the screen anew instead. */
export class Viewer {
  private unsent = 0;
  private behind = false;

  /** @param restore the screen for a terminal of that size, without what scrolled out */
  constructor(
    private readonly outlet: Outlet,
    public size: TerminalSize,
    private readonly restore: (size: TerminalSize) => Uint8Array,
  ) {}

  /** Sends live output, or a screen. */
  push(bytes: Uint8Array): void {
    if (this.behind) return;
    if (this.unsent > limits.highWater) this.behind = true;
    else this.send(bytes);
  }

  /** Sends the screen anew, since what is there is not right any more. */
  refresh(): void {
    if (!this.behind) this.push(this.restore(this.size));
  }

  end(ended: SessionInfo | null): void {
    // Whoever is behind sees the last screen all the same.
    if (this.behind) this.send(this.restore(this.size));
    this.outlet.end(ended);
  }

  private send(bytes: Uint8Array): void {
    this.unsent += bytes.length;
    this.outlet.send(bytes, () => {
      this.unsent -= bytes.length;
      if (!this.behind || this.unsent > 0) return;
      this.behind = false;
      this.refresh();
    });
  }
}

/** The largest terminal that fits in every viewer's; null without viewers. */
export function smallest(viewers: Iterable<Viewer>): TerminalSize | null {
  let least: TerminalSize | null = null;
  for (const { size } of viewers) {
    if (least === null) least = size;
    else least = { rows: Math.min(least.rows, size.rows), cols: Math.min(least.cols, size.cols) };
  }
  return least;
}
