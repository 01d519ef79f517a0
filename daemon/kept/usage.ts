/** Whether a sandbox is in use, and since when it is not. */
export class Usage {
  private executing = 0;
  private quietSince = performance.now();

  /**
   * @param sessions how many processes run in it that outlive their clients
   * @param changed called whenever something began or ended
   */
  constructor(
    private readonly sessions: () => number,
    private readonly changed: () => void,
  ) {}

  get busy(): boolean {
    return this.executing > 0 || this.sessions() > 0;
  }

  /** For how long nothing has run in it, in milliseconds. */
  get quietFor(): number {
    return this.busy ? 0 : performance.now() - this.quietSince;
  }

  /** Something began or ended: it is quiet from now on at the earliest. */
  readonly touch = (): void => {
    this.quietSince = performance.now();
    this.changed();
  };

  /** A process of a client begins. @returns says that it has ended */
  begin(): () => void {
    this.executing += 1;
    this.changed();
    return () => {
      this.executing -= 1;
      this.touch();
    };
  }
}
