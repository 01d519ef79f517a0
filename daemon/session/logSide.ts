import type { Output } from './disk/logFrames.js';
import type { SessionLog } from './disk/sessionLog.js';
import type { Side } from './side.js';

/** A session without a terminal: its output goes to its log. */
export class LogSide implements Side {
  readonly viewers = 0;
  readonly size = null;

  constructor(private readonly log: SessionLog) {
    log.resume();
  }

  offset(output: Output): number {
    return this.log.offsets[output];
  }

  take(output: Output, bytes: Buffer): Promise<void> {
    this.log.add(output, bytes);
    return Promise.resolve();
  }

  lost(output: Output, bytes: number): void {
    this.log.addLost(output, bytes);
  }

  async settled(): Promise<void> {
    // Everything is written at once.
  }

  close(): void {
    this.log.close();
  }
}
