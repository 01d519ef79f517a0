import { asError, type BellglassError } from '../protocol/errors.js';
import { blankRecord } from '../protocol/record/blankRecord.js';
import type { RunDetails } from '../protocol/record/details.js';
import type { RunReview } from '../protocol/reviews/change.js';
import type { RunRecord, RunTimings } from '../protocol/run.js';
import type { HypervisorName } from '../protocol/sandbox/wishes.js';
import { statusOfEnd } from '../protocol/status.js';
import type { JailReport } from '../protocol/wire/jail.js';
import type { ProcessEnd } from '../protocol/wire/agent.js';
import type { StartedPrograms } from '../protocol/wire/programs.js';
import type { ActiveRun } from './activeRun.js';
import type { Attended } from './attend.js';

/** The record of a run while it is written. */
export class RecordDraft {
  workspace: string | null = null;
  imageId: string | null = null;
  /** What was executed in its machine; null: not known. */
  programs: StartedPrograms | null = null;
  hypervisor: HypervisorName | null = null;
  kernel: string | null = null;
  walls: JailReport = [];
  review: RunReview | null = null;
  hidden: RunRecord['hidden'];
  private readonly timings: RunTimings;
  private outcome: RunRecord['outcome'] = 'failed';
  private end: ProcessEnd | null = null;
  private error: BellglassError | null = null;
  private outOfMemory = false;
  private output: Pick<RunRecord, 'stdout' | 'stderr' | 'truncated'> = {};

  constructor(private readonly run: ActiveRun) {
    this.timings = { ...blankRecord(run.request, run.id, run.startedAt).timings, accepted: 0 };
  }

  /** Notes that a stage was reached; only the first time counts. */
  mark(stage: keyof RunTimings): void {
    this.timings[stage] ??= this.run.elapsed();
  }

  /** Notes how the program went. */
  finish(attended: Attended): void {
    this.mark('ended');
    this.keep(attended);
    this.end = attended.end;
    if (attended.stopped !== null) this.outcome = attended.stopped.outcome;
    else this.outcome = (attended.end?.signal ?? null) === null ? 'exited' : 'signalled';
  }

  /** Keeps what the last process of the run leaves, the program or a compiler that failed: whether memory ran out, and the output that the request asked for. */
  keep({ end, stdout, stderr }: Attended): void {
    this.outOfMemory = end?.outOfMemory ?? false;
    if (this.run.request.capture)
      this.output = { stdout: stdout.text, stderr: stderr.text, truncated: stdout.truncated || stderr.truncated };
  }

  /** Notes that the run failed; one that was ended from outside did not. */
  fail(thrown: unknown): void {
    this.mark('ended');
    const stopped = this.run.stoppedBy;
    if (stopped === null) this.error = asError(thrown);
    this.outcome = stopped ?? 'failed';
  }

  /** What is written down before the program runs: what there is to say when the daemon is killed in the middle. */
  beforehand(review: RunReview): RunRecord {
    return { ...this.close(), error: { code: 'daemon_lost', data: {} }, review };
  }

  /** What is kept besides the record; null: nothing was started. */
  details(): RunDetails | null {
    const { outputs } = this.run;
    if (outputs === null) return null;
    return { stdout: outputs.stdout.excerpt, stderr: outputs.stderr.excerpt, programs: this.programs };
  }

  /** The record. */
  close(): RunRecord {
    const { request, id, startedAt } = this.run;
    const end = {
      outcome: this.outcome,
      exitCode: this.end?.exitCode ?? null,
      signal: this.end?.signal ?? null,
      error: this.error,
    };
    return {
      ...blankRecord(request, id, startedAt),
      imageId: this.imageId,
      workspace: this.workspace,
      hypervisor: this.hypervisor,
      kernel: this.kernel,
      timings: this.timings,
      ...end,
      status: statusOfEnd(end),
      outOfMemory: this.outOfMemory,
      console: consoleOf(this.error),
      walls: this.walls,
      userMicros: this.end?.userMicros ?? null,
      systemMicros: this.end?.systemMicros ?? null,
      maxRssKiB: this.end?.maxRssKiB ?? null,
      review: this.review,
      ...(this.hidden === undefined ? {} : { hidden: this.hidden }),
      ...this.output,
    };
  }
}

function consoleOf(error: BellglassError | null): string | null {
  return error?.code === 'boot_failed' || error?.code === 'machine_ended' ? error.data.console : null;
}
