/** How long a daemon without clients and runs stays, in seconds; BELLGLASS_IDLE_SECONDS says otherwise. */
const usual = 60;

/** Calls `end` when nothing has been going on for a while. */
export class IdleExit {
  private timer: NodeJS.Timeout | undefined;
  private readonly milliseconds: number;

  /** @param busy whether something goes on */
  constructor(
    env: NodeJS.ProcessEnv,
    private readonly busy: () => boolean,
    private readonly end: () => void,
  ) {
    const given = Number(env['BELLGLASS_IDLE_SECONDS']);
    this.milliseconds = (given > 0 ? Math.min(given, 24 * 60 * 60) : usual) * 1000;
  }

  /** To be called whenever something began or ended. */
  readonly update = (): void => {
    clearTimeout(this.timer);
    if (this.busy()) return;
    this.timer = setTimeout(() => {
      if (!this.busy()) this.end();
    }, this.milliseconds);
  };
}
