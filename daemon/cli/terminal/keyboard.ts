import { EventEmitter, once } from 'node:events';
import { type Readable, type Writable } from 'node:stream';
import { DetachWatcher } from './detach.js';

/** What is typed while nobody takes it is kept up to so many bytes; the rest is dropped. */
const mostKept = 64 * 1024;

/** What is typed here, on its way to a program that may be out of reach for a while. */
export class Keyboard {
  /** Resolves when the detach keys were typed, or nothing more can be. */
  readonly left: Promise<'detached'>;
  private target: Writable | null = null;
  private kept: Buffer[] = [];
  private readonly stopped: () => void;

  constructor(
    private readonly stdin: Readable,
    detachKeys: readonly number[],
  ) {
    const watcher = new DetachWatcher(detachKeys);
    const leaving = new EventEmitter<{ left: [] }>();
    this.left = once(leaving, 'left').then(() => 'detached');
    const leave = (): void => {
      leaving.emit('left');
    };
    const onData = (chunk: Buffer): void => {
      const { passed, detached } = watcher.take(chunk);
      if (passed.length > 0) this.pass(passed);
      if (detached) leave();
    };
    // A terminal that went away types nothing more; the session goes on without it.
    stdin.on('data', onData).once('end', leave).once('error', leave);
    this.stopped = () => {
      stdin.off('data', onData).off('end', leave).off('error', leave).pause();
    };
  }

  /** From now on that is who gets it; null: it is kept. */
  to(target: Writable | null): void {
    this.target = target;
    const kept = this.kept;
    this.kept = [];
    for (const bytes of kept) this.pass(bytes);
    if (target === null) this.stdin.resume();
  }

  /** Reads no more. */
  stop(): void {
    this.stopped();
  }

  private pass(bytes: Buffer): void {
    const { target } = this;
    if (target === null || target.destroyed) {
      if (this.kept.reduce((sum, { length }) => sum + length, bytes.length) <= mostKept) this.kept.push(bytes);
      return;
    }
    if (target.write(bytes)) return;
    this.stdin.pause();
    target.once('drain', () => {
      if (this.target === target) this.stdin.resume();
    });
  }
}
