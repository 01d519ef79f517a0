import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A file that is only appended to, a whole write or none. */
export class Appender {
  private constructor(
    private readonly descriptor: number,
    private length: number,
  ) {}

  /** Opens it, made with mode 0600 if need be, and cuts it off at `length`, or leaves it as it is. @throws as open(2) */
  static open(path: string, length: number | null): Appender {
    const descriptor = openSync(path, 'a', 0o600);
    try {
      if (length !== null) ftruncateSync(descriptor, length);
      return new Appender(descriptor, fstatSync(descriptor).size);
    } catch (thrown) {
      closeSync(descriptor);
      throw thrown;
    }
  }

  /** Its length, in bytes. */
  get size(): number {
    return this.length;
  }

  /** @returns false when it cannot be written, for want of space as a rule; nothing of it is in the file then */
  append(bytes: Uint8Array): boolean {
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.descriptor, bytes, written);
      this.length += bytes.length;
      return true;
    } catch {
      this.undo();
      return false;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private undo(): void {
    try {
      ftruncateSync(this.descriptor, this.length);
    } catch {
      // What is left of the frame is found to be none when the file is read.
    }
  }
}
