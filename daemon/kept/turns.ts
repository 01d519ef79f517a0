/** Work that is done one piece after the other. */
export class Turns {
  private latest: Promise<unknown> = Promise.resolve();
  private refusal: (() => Error) | null = null;

  /** Does it when everything before has been done or has failed. @throws what the work throws, and after close() what that says */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.latest.then(async () => {
      if (this.refusal !== null) throw this.refusal();
      return await work();
    });
    this.latest = mine.catch(() => undefined);
    return await mine;
  }

  /** Nothing is begun any more. @param refusal what whoever comes or waits is told */
  close(refusal: () => Error): void {
    this.refusal = refusal;
  }
}
