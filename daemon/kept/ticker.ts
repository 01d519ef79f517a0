import { ageOf, identityOf } from '../state/processIdentity.js';
import type { KeptSandbox } from './keptSandbox.js';

/** How often it is looked, in milliseconds. A timer of a sandbox's whole time would stand still while the host sleeps. */
const period = 1000;
/** Wall clock and the clock that only runs may part by this in one period before the guests are told, in milliseconds. */
const drift = 1000;

/** Looks after kept sandboxes that run: their time to live, their idle time, and their clocks when the host slept or was set. */
export class Ticker {
  private readonly timer: NodeJS.Timeout;
  private apart = Date.now() - performance.now();

  constructor(
    private readonly sandboxes: () => KeptSandbox[],
    private readonly log: (line: string) => void,
  ) {
    this.timer = setInterval(this.tick, period);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** What happens each period. */
  readonly tick = (): void => {
    const running = this.sandboxes().filter(({ state }) => state === 'running');
    const apart = Date.now() - performance.now();
    const jumped = Math.abs(apart - this.apart) > drift;
    if (jumped) this.log(`the clock jumped by ${String(Math.round(apart - this.apart))} ms`);
    this.apart = apart;
    for (const sandbox of running) {
      void sandbox.tellTime(jumped);
      const { ttlMs, idleStopMs } = sandbox.settings;
      if (ttlMs !== null && machineAge(sandbox) >= ttlMs) sandbox.stopItself('expired');
      else if (idleStopMs !== null && sandbox.quietFor >= idleStopMs) void sandbox.stopWhenIdle();
    }
  };
}

// Since the boot of the host, sleep included; the wall clock may be set.
function machineAge({ sandbox }: KeptSandbox): number {
  const vmm = identityOf(sandbox.machine.pid);
  return vmm === null ? 0 : ageOf(vmm);
}
