import { BellglassFailure } from '../protocol/errors.js';
import type { Problem, Probe, TrivialBoot } from './probe.js';

/** What a probe is begun with. */
export interface ProbeStart {
  /** Boots as it was given, and is waited for at the end of all probes. */
  readonly boot: TrivialBoot;
  /** Aborted at the end of all probes. */
  readonly signal: AbortSignal;
}

/** The probes of a daemon. Whoever asks while one goes on waits for the same answer, and all of them end with the daemon. */
export class Probes {
  private readonly going = new Map<string, Promise<Probe>>();
  private readonly working = new Set<Promise<unknown>>();
  private readonly stopper = new AbortController();

  /**
   * Joins the probe with that name, which is begun unless it goes on.
   * @param begin begins it
   * @param remember called once for each probe, when the question about libkrun is answered
   * @param signal ends the waiting with its reason; the probe goes on for the others
   */
  async join(
    name: string,
    boot: TrivialBoot,
    begin: (start: ProbeStart) => Promise<Probe>,
    remember: (problem: Problem | null) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Probe> {
    return await unlessAborted(this.going.get(name) ?? this.begin(name, boot, begin, remember), signal);
  }

  /** Ends every probe; resolves when nothing is left of their machines. */
  async end(): Promise<void> {
    this.stopper.abort(new BellglassFailure({ code: 'shutting_down', data: {} }));
    while (this.working.size > 0) await Promise.all(this.working);
  }

  private begin(
    name: string,
    boot: TrivialBoot,
    begin: (start: ProbeStart) => Promise<Probe>,
    remember: (problem: Problem | null) => Promise<void>,
  ): Promise<Probe> {
    const tracked: TrivialBoot = async (hypervisor, signal) => {
      const work = boot(hypervisor, signal);
      this.track(work);
      await work;
    };
    const started = begin({ boot: tracked, signal: this.stopper.signal });
    this.going.set(name, started);
    const answered = started
      .then(async ({ libkrunProblem }) => {
        await remember(await libkrunProblem);
      })
      .finally(() => this.going.delete(name));
    this.track(answered);
    return started;
  }

  private track(work: Promise<unknown>): void {
    const quiet = work.catch(() => undefined).finally(() => this.working.delete(quiet));
    this.working.add(quiet);
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
