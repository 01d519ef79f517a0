import { closeSync, openSync, readSync } from 'node:fs';
import { decodeDiskFrames, headerLength, longestFrame } from './frames.js';
import { after, gapSentence, logEntry, type LogEntry, type Offsets, type Output } from './logFrames.js';
import type { SessionLog } from './sessionLog.js';

/** A piece of what a process wrote. */
export interface LogPiece {
  readonly output: Output;
  readonly bytes: Buffer;
}

/** What to read of a log. */
export interface LogWish {
  /** How many lines of those there are; null for all. */
  readonly tail: number | null;
  /** Whether to go on until the process has ended. */
  readonly follow: boolean;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Reads a log in the order in which it was written. A reader that is slow holds up nobody: it reads from disk, and is told what was written over
 * before it came to it.
 */
export async function* readLog(log: SessionLog, wish: LogWish): AsyncGenerator<LogPiece> {
  const cursor = new LogCursor(log);
  let skip = wish.tail === null ? 0 : Math.max(0, countLines(log) - wish.tail);
  const news = new News(log, wish.signal);
  try {
    while (!wish.signal.aborted) {
      const entries = cursor.next();
      for (const entry of entries ?? []) {
        const piece = skip > 0 ? null : pieceOf(entry);
        if (skip > 0 && 'bytes' in entry) {
          const { rest, skipped } = skipLines(entry.bytes, skip);
          skip -= skipped;
          if (rest.length > 0) yield { output: entry.output, bytes: rest };
        } else if (piece !== null) yield piece;
      }
      if (entries !== null) continue;
      if (!wish.follow || log.closed) return;
      skip = 0;
      await news.next();
    }
  } finally {
    news.stop();
    cursor.close();
  }
}

function pieceOf(entry: LogEntry): LogPiece | null {
  if ('start' in entry) return null;
  if ('bytes' in entry) return entry;
  return { output: entry.output, bytes: Buffer.from(gapSentence(entry.missing, entry.reason)) };
}

/** Tells when there is more in a log, once for all that came since it was last asked. */
class News {
  private pending = false;
  private tell: (() => void) | null = null;
  private readonly unwatch: () => void;

  constructor(
    log: SessionLog,
    private readonly signal: AbortSignal,
  ) {
    this.unwatch = log.watch(this.wake);
    signal.addEventListener('abort', this.wake);
  }

  async next(): Promise<void> {
    if (!this.pending && !this.signal.aborted) await new Promise<void>((resolve) => (this.tell = resolve));
    this.pending = false;
  }

  stop(): void {
    this.unwatch();
    this.signal.removeEventListener('abort', this.wake);
  }

  private readonly wake = (): void => {
    this.pending = true;
    this.tell?.();
    this.tell = null;
  };
}

/** A place in a log. A file that is being read is read to its end, whatever it is called by then. */
class LogCursor {
  private descriptor: number | null = null;
  private generation: number;
  private position = 0;
  private at: Offsets | null = null;
  private readonly buffer = Buffer.alloc(headerLength + longestFrame);

  constructor(private readonly log: SessionLog) {
    this.generation = log.generation - 1;
    this.descriptor = tryOpen(log.olderPath);
    if (this.descriptor === null) this.enter(log.generation);
  }

  /** The next entries; null when there are no more yet. */
  next(): LogEntry[] | null {
    // It is made with the first output.
    if (this.descriptor === null) this.enter(this.generation);
    const read = this.descriptor === null ? 0 : readSync(this.descriptor, this.buffer, { position: this.position });
    const { frames, end } = decodeDiskFrames(Buffer.from(this.buffer.subarray(0, read)));
    this.position += end;
    if (frames.length > 0) return this.follow(frames.map(logEntry).filter((entry) => entry !== null));
    if (this.generation >= this.log.generation) return null;
    this.enter(Math.max(this.generation + 1, this.log.generation - 1));
    return [];
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }

  private enter(generation: number): void {
    this.close();
    this.generation = generation;
    this.position = 0;
    this.descriptor = tryOpen(generation === this.log.generation ? this.log.path : this.log.olderPath);
  }

  /** What was written over before it was read is said where the next file begins later than the last one ended. */
  private follow(entries: LogEntry[]): LogEntry[] {
    return entries.flatMap((entry) => {
      const before = this.at;
      this.at = after(before ?? { stdout: 0, stderr: 0 }, entry);
      if (before === null || !('start' in entry)) return [entry];
      return (['stdout', 'stderr'] as const).flatMap((output): LogEntry[] => {
        const missing = entry.start[output] - before[output];
        return missing > 0 ? [{ output, missing, reason: 'overwritten' }] : [];
      });
    });
  }
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

/** Lines of both outputs together; one that has not ended counts. */
function countLines(log: SessionLog): number {
  const cursor = new LogCursor(log);
  try {
    let lines = 0;
    let last = 0x0a;
    for (let entries = cursor.next(); entries !== null; entries = cursor.next()) {
      for (const entry of entries) {
        if (!('bytes' in entry)) continue;
        for (const byte of entry.bytes) if (byte === 0x0a) lines += 1;
        last = entry.bytes.at(-1) ?? last;
      }
    }
    return last === 0x0a ? lines : lines + 1;
  } finally {
    cursor.close();
  }
}

function skipLines(bytes: Buffer, most: number): { rest: Buffer; skipped: number } {
  let at = 0;
  let skipped = 0;
  while (skipped < most) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) return { rest: Buffer.alloc(0), skipped };
    at = end + 1;
    skipped += 1;
  }
  return { rest: bytes.subarray(at), skipped };
}
