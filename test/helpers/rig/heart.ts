import { cpuOf } from '../cpu.js';

/** CPU that a rig may use between two beats, in milliseconds: they are 0.25 s of its time apart, which takes about 3 s of it. */
const mostCpu = 20_000;
/** The same before the first beat, which comes after the kernel's start. */
const mostCpuBefore = 60_000;
/** A rig that uses next to none waits for something that does not come, in milliseconds of the host’s clock. */
const mostTime = 600_000;
const look = 1000;

/**
 * Watches a rig for its beats. What counts is the CPU it used, so that a rig on a busy host has as long as one on an idle host.
 */
export class Heart {
  private readonly timer: NodeJS.Timeout;
  private last = { at: performance.now(), cpu: 0, most: mostCpuBefore };

  /** @param stopped called once, with the reason, when the heart has stopped */
  constructor(
    private readonly pid: number,
    stopped: (why: string) => void,
  ) {
    this.timer = setInterval(() => {
      const cpu = this.used() - this.last.cpu;
      const time = performance.now() - this.last.at;
      if (cpu <= this.last.most && time <= mostTime) return;
      this.stop();
      stopped(
        `no heartbeat in ${String(Math.round(time / 1000))} s, of which it ran for ${String(Math.round(cpu / 1000))} s`,
      );
    }, look);
  }

  readonly beat = (): void => {
    this.last = { at: performance.now(), cpu: this.used(), most: mostCpu };
  };

  stop(): void {
    clearInterval(this.timer);
  }

  private used(): number {
    try {
      return cpuOf(this.pid).own;
    } catch {
      // It has ended, which others notice.
      return this.last.cpu;
    }
  }
}
