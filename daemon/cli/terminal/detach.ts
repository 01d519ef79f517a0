/** What of some typed bytes goes to the program. */
export interface Typed {
  readonly passed: Buffer;
  /** Whether the keys that leave the terminal were typed; what came after them is dropped. */
  readonly detached: boolean;
}

/** Watches for the keys that leave a terminal. What may become them is held back, as Docker does, until the next key says that it does not. */
export class DetachWatcher {
  private held: number[] = [];

  constructor(private readonly keys: readonly number[]) {}

  /** Takes what was typed. */
  take(typed: Uint8Array): Typed {
    const passed: number[] = [];
    for (const byte of typed) {
      this.held.push(byte);
      if (!this.mayBecome()) this.release(passed);
      if (this.held.length > 0 && this.held.length === this.keys.length) {
        this.held = [];
        return { passed: Buffer.from(passed), detached: true };
      }
    }
    return { passed: Buffer.from(passed), detached: false };
  }

  private mayBecome(): boolean {
    return this.held.every((byte, index) => byte === this.keys[index]);
  }

  /** Passes on from the front until what is left may become the keys again. */
  private release(passed: number[]): void {
    do passed.push(this.held.shift() ?? 0);
    while (this.held.length > 0 && !this.mayBecome());
  }
}
