import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';

/** What a log had at its beginning has been written over, so that nobody knows where it was left. */
export class LogOverwritten extends Error {
  override readonly name = 'LogOverwritten';
}

/** One output over several readings of its log, each of which begins at the log's beginning: every byte comes once. */
export class Continued {
  readonly readable = new PassThrough();
  private bytes = 0;
  private readonly sum = createHash('sha256');

  /**
   * Takes what a reading has beyond those before.
   * @returns when it has ended: whether it came as far as they did
   * @throws LogOverwritten when it does not begin as they did
   */
  async add(reading: Readable): Promise<boolean> {
    const expected = this.sum.copy().digest('hex');
    const beginning = createHash('sha256');
    let known = this.bytes;
    for await (const chunk of reading as AsyncIterable<Buffer>) {
      const old = chunk.subarray(0, known);
      if (old.length > 0) {
        beginning.update(old);
        known -= old.length;
        if (known === 0 && beginning.digest('hex') !== expected) throw new LogOverwritten();
      }
      await this.pass(chunk.subarray(old.length));
    }
    return known === 0;
  }

  /** There is no more; what a reading may still bring is dropped. */
  end(): void {
    this.readable.end();
  }

  private async pass(fresh: Buffer): Promise<void> {
    if (fresh.length === 0 || this.readable.writableEnded) return;
    this.sum.update(fresh);
    this.bytes += fresh.length;
    if (!this.readable.write(fresh)) await once(this.readable, 'drain');
  }
}
