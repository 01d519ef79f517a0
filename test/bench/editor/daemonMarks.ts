import { readFileSync, statSync } from 'node:fs';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { runTimings, type RunTimings } from '../../../daemon/protocol/run.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import type { Session } from '../../helpers/session/world.js';
import { until } from '../../helpers/waiting.js';

/** What the daemon noted of a run, whoever started it. */
export interface MarkedRun {
  /** When its request was accepted, in milliseconds since 1970; as exact as a file's time. */
  readonly accepted: number;
  readonly timings: RunTimings;
}

/** How long a run may take to have a machine, and to be in the log, in milliseconds. */
const patience = 60_000;

/** A client of the session's daemon that looks at the runs of others. */
export class DaemonMarks {
  private readonly known = new Set<string>();

  private constructor(
    private readonly daemon: Daemon,
    private readonly log: string,
    private readonly machines: string,
  ) {}

  /** Joins the daemon, which is started if it does not run. */
  static async open(session: Session): Promise<DaemonMarks> {
    const daemon = await daemonOf(session);
    return new DaemonMarks(daemon, `${session.state}/bellglass/daemon.log`, `${session.runtime}/bellglass/machines`);
  }

  /** Does what starts a run, and waits until that run is over. @returns what the work returned, and the daemon's marks */
  async around<T>(work: () => Promise<T>): Promise<T & { readonly run: MarkedRun }> {
    const working = work();
    const failed = working.then(() => new Promise<never>(() => undefined));
    const machine = await Promise.race([this.nextMachine(), failed]);
    const id = machine.runId;
    this.known.add(id);
    const result = await working;
    const timings = await until({ what: `run ${id} in the log`, milliseconds: patience }, () => this.timingsOf(id));
    return { ...result, run: { accepted: machine.spawned - (timings.spawned ?? Number.NaN), timings } };
  }

  // The daemon marks `spawned` as soon as it has written the machine's specification down.
  private async nextMachine(): Promise<{ readonly runId: string; readonly spawned: number }> {
    return await until({ what: 'the machine of a run', milliseconds: patience }, async () => {
      const { machines } = await this.daemon.call('machine.list', {});
      for (const { id, runId } of machines) {
        if (runId === null || this.known.has(runId)) continue;
        const written = statSync(`${this.machines}/${id}/spec.json`, { throwIfNoEntry: false });
        if (written !== undefined) return { runId, spawned: written.mtimeMs };
      }
      return null;
    });
  }

  /** Ends the connection. */
  close(): void {
    this.daemon.close();
  }

  /** The log has a line a run that has ended. */
  private timingsOf(id: string): RunTimings | null {
    const line = new RegExp(` run ${id} exited status 0 (\\{.*\\})$`, 'm').exec(readFileSync(this.log, 'utf8'));
    return line?.[1] === undefined ? null : runTimings.parse(JSON.parse(line[1]));
  }
}
