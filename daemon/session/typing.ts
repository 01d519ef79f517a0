import { PassThrough, Writable } from 'node:stream';
import { writeInput } from '../guest/processes.js';
import type { GuestSession } from '../guest/session.js';

/** Of what a terminal answers by itself this much waits for a program that does not read, in bytes. */
const mostAnswers = 64 * 1024;
/** What each viewer may have typed before it must wait, in bytes. */
const mostTyped = 64 * 1024;
/** After this an input that broke is tried again, in milliseconds, unless the whole channel is found again before. */
const again = 500;

interface Typed {
  readonly bytes: Uint8Array;
  readonly done: () => void;
}

/** What is typed into a terminal. It waits, within bounds, while there is no way to the guest. */
export class Typing {
  private queue: Typed[] = [];
  private answers = 0;
  private guest: GuestSession | null = null;
  private pipe: PassThrough | null = null;
  private busy = false;
  private over = false;

  constructor(private readonly processId: number) {}

  /** Where one viewer types. */
  writable(): Writable {
    return new Writable({
      highWaterMark: mostTyped,
      write: (chunk: Buffer, _encoding, done) => {
        this.add({ bytes: chunk, done });
      },
    });
  }

  /** Types an answer of the terminal's own; what is too much is not typed. */
  answer(bytes: Uint8Array): void {
    if (this.answers + bytes.length > mostAnswers) return;
    this.answers += bytes.length;
    this.add({ bytes, done: () => (this.answers -= bytes.length) });
  }

  /** There is a way to the guest, or none any more. */
  connect(guest: GuestSession | null): void {
    this.guest = guest;
    this.pipe?.destroy();
    this.pipe = null;
    this.busy = false;
    this.next();
  }

  /** The process has ended: nothing is typed any more. */
  end(): void {
    this.over = true;
    this.connect(null);
    for (const { done } of this.queue.splice(0)) done();
  }

  private add(typed: Typed): void {
    if (this.over) {
      typed.done();
      return;
    }
    this.queue.push(typed);
    this.next();
  }

  private next(): void {
    const [typed] = this.queue;
    if (typed === undefined || this.busy || this.guest === null) return;
    this.busy = true;
    const pipe = (this.pipe ??= this.open(this.guest));
    pipe.write(typed.bytes, (error) => {
      if (this.pipe !== pipe) return;
      if (error instanceof Error) {
        this.retry(pipe);
        return;
      }
      this.busy = false;
      this.queue.shift();
      typed.done();
      this.next();
    });
  }

  private open(guest: GuestSession): PassThrough {
    const pipe = new PassThrough();
    pipe.on('error', () => undefined);
    const over = (): void => {
      this.retry(pipe);
    };
    writeInput(guest, { id: this.processId, pid: 0 }, pipe).then(over, over);
    return pipe;
  }

  private retry(pipe: PassThrough): void {
    if (this.pipe !== pipe) return;
    pipe.destroy();
    this.pipe = null;
    // Nothing that is typed meanwhile asks a guest at once that has just refused.
    this.busy = true;
    const { guest } = this;
    setTimeout(() => {
      // By then somebody else may have found the way.
      if (this.guest !== guest || this.pipe !== null) return;
      this.busy = false;
      this.next();
    }, again).unref();
  }
}
