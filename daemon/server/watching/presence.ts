/** Whether a client's connection keeps the daemon from ending when there is nothing to do. */
export class Presence {
  private calls = 0;
  private watches = false;

  /** @param changed called whenever it may be another */
  constructor(private readonly changed: () => void) {}

  /** Whoever only watches does not count but for its calls, while they last. */
  get counts(): boolean {
    return !this.watches || this.calls > 0;
  }

  /** From now on the client is one that watches. */
  watch(): void {
    this.watches = true;
    this.changed();
  }

  /** Answers a call. @throws what the work throws */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.calls += 1;
    this.changed();
    try {
      return await work();
    } finally {
      this.calls -= 1;
      this.changed();
    }
  }
}
