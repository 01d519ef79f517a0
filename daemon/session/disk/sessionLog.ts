import { readFileSync, renameSync, statSync } from 'node:fs';
import { limits } from '../../protocol/limits.js';
import { Appender } from './appender.js';
import { decodeDiskFrames } from './frames.js';
import { after, gapFrame, logEntry, outputFrames, startFrame, type Offsets, type Output } from './logFrames.js';

/**
 * The output of a process on disk, in two files of half its limit. What is in them is the truth about how far the output was taken: a daemon
 * that is killed at any instant neither loses nor doubles a byte. A full disk stops nobody; the log says what is missing when there is room again.
 */
export class SessionLog {
  /** Whether nothing comes any more: the process has ended, or the daemon ends. */
  closed = false;
  /** Counts the files that there have been; readers go on from one to the next. */
  generation = 1;
  private readonly wakes = new Set<() => void>();
  private readonly missing = { stdout: 0, stderr: 0 };
  private appender: Appender | null = null;
  private at: Offsets = { stdout: 0, stderr: 0 };

  /** @param half after so many bytes a new file begins */
  constructor(
    readonly path: string,
    private readonly half = limits.sessionLog / 2,
  ) {}

  /** The file before the current one. */
  get olderPath(): string {
    return `${this.path}.1`;
  }

  /** How far the outputs have come, what is missing included. */
  get offsets(): Offsets {
    const { stdout, stderr } = this.at;
    return { stdout: stdout + this.missing.stdout, stderr: stderr + this.missing.stderr };
  }

  /** Goes on with what an earlier daemon wrote. */
  resume(): void {
    const older = scan(this.olderPath, { stdout: 0, stderr: 0 });
    const { at, end } = scan(this.path, older.at);
    this.at = at;
    try {
      this.appender = Appender.open(this.path, end);
      if (end === 0) this.begin();
    } catch {
      this.appender = null;
    }
  }

  /** Takes output. */
  add(output: Output, bytes: Uint8Array): void {
    for (const frame of outputFrames(output, bytes)) {
      const length = frame.length - 8;
      if (this.tellMissing() && this.append(frame)) this.at = { ...this.at, [output]: this.at[output] + length };
      else this.missing[output] += length;
    }
    this.wake();
  }

  /** Says that so much was dropped before it could be read. */
  addLost(output: Output, bytes: number): void {
    if (this.tellMissing() && this.append(gapFrame(output, 'unread', bytes)))
      this.at = { ...this.at, [output]: this.at[output] + bytes };
    else this.missing[output] += bytes;
    this.wake();
  }

  /** Calls `wake` after everything that is added. @returns stops that */
  watch(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => this.wakes.delete(wake);
  }

  close(): void {
    this.tellMissing();
    this.appender?.close();
    this.appender = null;
    this.closed = true;
    this.wake();
  }

  private wake(): void {
    for (const wake of this.wakes) wake();
  }

  private tellMissing(): boolean {
    for (const output of ['stdout', 'stderr'] as const) {
      const missing = this.missing[output];
      if (missing === 0) continue;
      if (!this.append(gapFrame(output, 'unwritten', missing))) return false;
      this.at = { ...this.at, [output]: this.at[output] + missing };
      this.missing[output] = 0;
    }
    return true;
  }

  private append(frame: Buffer): boolean {
    if (this.appender === null || this.appender.size + frame.length > this.half) this.rotate();
    return this.appender?.append(frame) === true;
  }

  // A file that does not say where it begins cannot be gone on with.
  private begin(): void {
    if (this.appender?.append(startFrame(this.at)) !== false) return;
    this.appender.close();
    this.appender = null;
  }

  private rotate(): void {
    try {
      this.appender?.close();
      this.appender = null;
      // An empty one, in which not even the beginning could be written, must not replace what is there.
      if (statSync(this.path).size > 0) {
        renameSync(this.path, this.olderPath);
        this.generation += 1;
      }
    } catch {
      // There was none yet, or it stays and is gone on with.
    }
    try {
      this.appender = Appender.open(this.path, null);
      if (this.appender.size === 0) this.begin();
    } catch {
      this.appender = null;
    }
  }
}

function scan(path: string, from: Offsets): { at: Offsets; end: number } {
  try {
    const { frames, end } = decodeDiskFrames(readFileSync(path));
    let at = from;
    for (const frame of frames) {
      const entry = logEntry(frame);
      if (entry !== null) at = after(at, entry);
    }
    return { at, end };
  } catch {
    return { at: from, end: 0 };
  }
}
