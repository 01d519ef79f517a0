import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { TerminalSize } from '../../protocol/sandbox/session.js';
import { terminalSize } from '../../protocol/sandbox/session.js';
import { Appender } from './appender.js';
import { decodeDiskFrames, decodePair, encodeDiskFrame, encodePair, longestFrame } from './frames.js';

/** Kinds of frames: the place in the output where the screen was so, its size, what draws it; then output and sizes that came after. */
const kind = { offset: 0, size: 1, drawing: 2, output: 3, resize: 4 } as const;
/** A file that is larger is none of ours, in bytes: the largest terminal there is, full of attributes. */
const largest = 128 * 1024 * 1024;
/** What came after is drawn again by the next daemon up to so many bytes; then the screen is written anew. */
const mostEvents = 2 * 1024 * 1024;

/** What happened to a terminal after its screen was written. */
export type ScreenEvent = { readonly output: Buffer } | { readonly resize: TerminalSize };

/** What a file says of a terminal. */
export interface SavedScreen {
  /** Where in the output the screen was so, in bytes. */
  readonly offset: number;
  readonly size: TerminalSize;
  readonly drawing: Buffer;
  readonly events: readonly ScreenEvent[];
}

/** The screen of one terminal on disk, and everything that came after: a daemon that is killed at any instant has it all there. */
export class ScreenFile {
  private appender: Appender | null = null;
  private start = 0;

  constructor(private readonly path: string) {}

  /** What it says; null when there is none that can be read. */
  read(): SavedScreen | null {
    try {
      if (statSync(this.path).size > largest) return null;
      return parse(readFileSync(this.path));
    } catch {
      return null;
    }
  }

  /** Whether events can be added; otherwise the screen must be written anew first. */
  get whole(): boolean {
    return this.appender !== null && this.appender.size - this.start < mostEvents;
  }

  /** Writes the screen anew. @returns false when it cannot be, for want of space as a rule; the file is as it was then */
  replace({ offset, size, drawing }: Omit<SavedScreen, 'events'>): boolean {
    const draft = `${this.path}.draft`;
    try {
      const head = encodeDiskFrame(kind.offset, encodePair(offset, 0));
      const frames = [head, sizeFrame(kind.size, size), encodeDiskFrame(kind.drawing, drawing)];
      writeFileSync(draft, Buffer.concat(frames), { mode: 0o600 });
      renameSync(draft, this.path);
      this.close();
      this.appender = Appender.open(this.path, null);
      this.start = this.appender.size;
      return true;
    } catch {
      rmSync(draft, { force: true });
      return false;
    }
  }

  /** Adds output; what cannot be added makes the file one that must be written anew. */
  addOutput(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += longestFrame)
      this.add(encodeDiskFrame(kind.output, bytes.subarray(at, at + longestFrame)));
  }

  addResize(size: TerminalSize): void {
    this.add(sizeFrame(kind.resize, size));
  }

  close(): void {
    this.appender?.close();
    this.appender = null;
  }

  private add(frame: Buffer): void {
    if (this.appender?.append(frame) === false) this.close();
  }
}

function sizeFrame(of: number, { rows, cols }: TerminalSize): Buffer {
  return encodeDiskFrame(of, encodePair(rows, cols));
}

function parseSize(payload: Buffer | undefined): TerminalSize | null {
  const pair = payload === undefined ? null : decodePair(payload);
  return pair === null ? null : (terminalSize.safeParse({ rows: pair[0], cols: pair[1] }).data ?? null);
}

function parse(bytes: Buffer): SavedScreen | null {
  const { frames } = decodeDiskFrames(bytes, largest);
  const [head, sized, drawn, ...rest] = frames;
  if (head?.kind !== kind.offset || sized?.kind !== kind.size || drawn?.kind !== kind.drawing) return null;
  const offset = decodePair(head.payload)?.[0];
  const size = parseSize(sized.payload);
  if (offset === undefined || size === null) return null;
  const events: ScreenEvent[] = [];
  for (const { kind: what, payload } of rest) {
    const resize = what === kind.resize ? parseSize(payload) : null;
    if (what === kind.output) events.push({ output: payload });
    else if (resize === null) break;
    else events.push({ resize });
  }
  return { offset, size, drawing: drawn.payload, events };
}
