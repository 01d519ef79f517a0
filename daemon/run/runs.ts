import { randomBytes } from 'node:crypto';
import { removeLeftovers } from '../machine/leftovers.js';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { Result } from '../protocol/methods.js';
import type { RunRecord, RunRequest } from '../protocol/run.js';
import type { ExecRequest } from '../protocol/sandbox/methods.js';
import type { KeptSandbox } from '../kept/keptSandbox.js';
import { ActiveRun, type Progress } from './activeRun.js';
import type { RunContext } from './context.js';
import type { PastRuns } from './past/pastRuns.js';
import { execRequest, startExec } from './startExec.js';
import { startRun } from './startRun.js';

/** The runs of a daemon. */
export class Runs {
  private readonly runs = new Map<string, ActiveRun>();
  private readonly working = new Set<Promise<unknown>>();

  /** @param onChange called whenever a run begins or ends */
  constructor(
    private readonly context: RunContext,
    private readonly past: PastRuns,
    private readonly onChange: () => void,
  ) {}

  /** Ends and removes what a daemon before this one left behind. @returns how many machines that were */
  async removeLeftovers(): Promise<number> {
    return await removeLeftovers(this.context.paths.machines);
  }

  /** How many runs have not ended. */
  get busy(): number {
    return this.working.size;
  }

  /** Starts a run. @throws BellglassFailure too_many_runs */
  start(request: RunRequest, progress: (runId: string, progress: Progress) => void): ActiveRun {
    return this.begin(request, progress, async (run) => {
      return await this.past.holding(run.id, async () => {
        const { record, details } = await startRun(run, this.context, this.past);
        // Before its client has it: what it asks of the run next must be known.
        await this.past.save(record, details);
        return record;
      });
    });
  }

  /** Starts a process in a kept sandbox, as a run. @throws BellglassFailure too_many_runs */
  exec(request: ExecRequest, kept: KeptSandbox): ActiveRun {
    return this.begin(
      execRequest(request, kept),
      () => undefined,
      async (run) => await startExec(run, kept),
    );
  }

  private begin(
    request: RunRequest,
    progress: (runId: string, progress: Progress) => void,
    work: (run: ActiveRun) => Promise<RunRecord>,
  ): ActiveRun {
    if (this.runs.size >= limits.runs) this.forgetWaited();
    if (this.runs.size >= limits.runs)
      throw new BellglassFailure({ code: 'too_many_runs', data: { limit: limits.runs } });
    const id = randomBytes(6).toString('hex');
    const run = new ActiveRun(id, request, (stage) => {
      progress(id, stage);
    });
    this.runs.set(id, run);
    const record = work(run);
    run.record = record;
    const ended = record.then(
      ({ outcome, status, timings, error }) => {
        this.context.log(
          `run ${id} ${outcome} status ${String(status)} ${JSON.stringify(timings)}${error === null ? '' : ` ${error.code}`}`,
        );
      },
      (thrown: unknown) => {
        this.context.log(`run ${id} broke: ${String(thrown)}`);
      },
    );
    this.working.add(ended);
    void ended.finally(() => {
      run.over = true;
      this.working.delete(ended);
      this.onChange();
    });
    this.onChange();
    return run;
  }

  /** Whether the run with that id goes on. */
  isActive(id: string): boolean {
    return this.runs.get(id)?.over === false;
  }

  /** The run with that id; undefined when there is none. */
  find(id: string): ActiveRun | undefined {
    return this.runs.get(id);
  }

  /** The machines that run. */
  machines(): Result<'machine.list'>['machines'] {
    return [...this.runs.values()].flatMap(({ id, machine }) => (machine === null ? [] : [{ ...machine, runId: id }]));
  }

  /** To be called when the record of a run was handed out: it is forgotten, unless its output is still to be asked for. */
  collect(run: ActiveRun): void {
    run.waited = true;
    if (run.attached || run.request.capture) this.runs.delete(run.id);
  }

  private forgetWaited(): void {
    for (const run of this.runs.values()) if (run.waited) this.runs.delete(run.id);
  }

  /** Forgets a run; one that goes on is ended. */
  forget(run: ActiveRun): void {
    run.stop('cancelled');
    this.runs.delete(run.id);
  }

  /** Ends every run, which fails with shutting_down; waits until nothing is left of them. */
  async stopAll(): Promise<void> {
    for (const run of this.runs.values()) run.fail({ code: 'shutting_down', data: {} });
    await Promise.all(this.working);
  }
}
