import type { SessionInfo, TerminalSize } from '../protocol/sandbox/session.js';
import type { Output } from './disk/logFrames.js';

/** The host's side of a session that runs: what is made of its output. Nothing of it throws for want of space, and nothing holds up the program for good. */
export interface Side {
  /** Up to where the output has been taken, in bytes. */
  offset(output: Output): number;
  /** Takes output. @returns what to wait for before more is given */
  take(output: Output, bytes: Buffer): Promise<void>;
  /** So much was dropped before it could be read. */
  lost(output: Output, bytes: number): void;
  /** Resolves when all that was taken has been dealt with. */
  settled(): Promise<void>;
  /** How many clients see it. */
  readonly viewers: number;
  /** The terminal's size; null when there is none. */
  readonly size: TerminalSize | null;
  /** Writes down what there is, for the next daemon, and lets go of everything. @param ended how it ended; null: it runs on */
  close(ended: SessionInfo | null): void;
}
