import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { limits } from '../protocol/limits.js';
import type { OutputExcerpt } from '../protocol/record/details.js';
import { Excerpt } from './excerpt.js';

/** The agent ends an output with its program; one that does not is believed only while bytes come at least so often, in milliseconds. */
const quiet = 300;
/** How often silence is looked for, once the program has ended, in milliseconds. */
const look = 50;

/** Carries one output of a process to its reader, no faster than that reads; or keeps its head, and drops the rest. Its first and its last part are kept either way. */
export class OutputPump {
  /** Resolves when the output has ended, one way or the other. */
  readonly done: Promise<void>;
  private readonly passed = new Excerpt();
  private readonly kept: Buffer[] = [];
  private keptLength = 0;
  private total = 0;
  private last = Date.now();
  private blocked = false;

  /**
   * @param sink who reads; with `capture` nobody, and the head is kept
   * @param onFirst called at the first byte
   */
  constructor(source: Readable, sink: Writable, capture: boolean, onFirst: () => void) {
    source.once('data', onFirst);
    source.on('data', (chunk: Buffer) => {
      this.last = Date.now();
      this.total += chunk.length;
      this.passed.add(chunk);
      if (capture) this.keep(chunk);
      // An ended sink belongs to a run that is over; a write would destroy what its reader has yet to read.
      else if (!sink.destroyed && !sink.writableEnded && !sink.write(chunk)) this.hold(source, sink);
    });
    this.done = new Promise((resolve) => {
      for (const event of ['end', 'error', 'close']) source.once(event, resolve);
    });
  }

  /** The kept head as text. */
  get text(): string {
    return Buffer.concat(this.kept).toString('utf8');
  }

  /** What is kept of all that came. */
  get excerpt(): OutputExcerpt {
    return this.passed.kept;
  }

  /** Whether some output was dropped. */
  get truncated(): boolean {
    return this.total > this.keptLength;
  }

  /** To be called after the program's end: resolves at the output's end, or when nothing more comes although its reader reads. */
  async settled(): Promise<void> {
    const state = { ended: false };
    void this.done.then(() => (state.ended = true));
    this.last = Date.now();
    while (!state.ended && (this.blocked || Date.now() - this.last < quiet))
      await Promise.race([this.done, sleep(look)]);
  }

  private keep(chunk: Buffer): void {
    const room = limits.capture - this.keptLength;
    if (room <= 0) return;
    const piece = chunk.subarray(0, room);
    this.kept.push(piece);
    this.keptLength += piece.length;
  }

  private hold(source: Readable, sink: Writable): void {
    this.blocked = true;
    source.pause();
    const go = (): void => {
      sink.off('drain', go);
      sink.off('close', go);
      this.blocked = false;
      this.last = Date.now();
      source.resume();
    };
    sink.on('drain', go);
    sink.on('close', go);
  }
}
