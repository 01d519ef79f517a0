import { PassThrough } from 'node:stream';
import type { GuestProcess } from '../guest/processes.js';
import { BellglassFailure, type BellglassError } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { NotificationParams, Result } from '../protocol/methods.js';
import type { RunRecord, RunRequest } from '../protocol/run.js';
import type { OutputPump } from './outputPump.js';
import { RunTerminal } from './terminal.js';

/** Why a run was ended from outside. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';

  constructor(readonly outcome: 'cancelled' | 'timedOut') {
    super(outcome);
  }
}

/** A stage that the client of a run is told about. */
export type Progress = Omit<NotificationParams<'run.progress'>, 'runId'>;

/** What is told about a running machine. */
export type RunningMachine = Omit<Result<'machine.list'>['machines'][number], 'runId'>;

/** A run while it lasts: its streams towards the client, its signals, and its end. */
export class ActiveRun {
  readonly accepted = performance.now();
  readonly startedAt = new Date().toISOString();
  readonly stdin = new PassThrough({ highWaterMark: limits.highWater });
  readonly stdout = new PassThrough({ highWaterMark: limits.highWater });
  readonly stderr = new PassThrough({ highWaterMark: limits.highWater });
  /** What its client says of its terminal; null when it has none. */
  readonly terminal: RunTerminal | null;
  /** Set once, when the run begins. */
  record: Promise<RunRecord> | null = null;
  /** What was started in the guest for it. */
  readonly processes: GuestProcess[] = [];
  /** What the last of them wrote, also when the machine ends with it. */
  outputs: { readonly stdout: OutputPump; readonly stderr: OutputPump } | null = null;
  /** The machine it runs on, while there is one. */
  machine: RunningMachine | null = null;
  /** Whether a byte stream was opened; a run has one. */
  attached = false;
  /** Whether nothing of it is left but its record. */
  over = false;
  /** Whether its record was handed out. */
  waited = false;
  private readonly stopper = new AbortController();
  private readonly waiting: number[] = [];
  private timer: NodeJS.Timeout | null = null;
  private deliver: ((signal: number) => void) | null = null;

  constructor(
    readonly id: string,
    readonly request: RunRequest,
    readonly progress: (progress: Progress) => void,
  ) {
    this.terminal = request.terminal === null ? null : new RunTerminal(request.terminal);
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.on('error', () => undefined);
  }

  /** Aborted when the run is to end: with a RunStopped, or with the BellglassFailure that it fails with. */
  get stopped(): AbortSignal {
    return this.stopper.signal;
  }

  /** Why the run was ended from outside; null when it was not, and when it was made to fail. */
  get stoppedBy(): RunStopped['outcome'] | null {
    const reason: unknown = this.stopped.reason;
    return reason instanceof RunStopped ? reason.outcome : null;
  }

  /** Milliseconds since the run was accepted. */
  elapsed(): number {
    return Math.round((performance.now() - this.accepted) * 100) / 100;
  }

  /** Ends the run. */
  stop(outcome: RunStopped['outcome']): void {
    this.stopper.abort(new RunStopped(outcome));
  }

  /** Ends the run, which was not its client's wish: it fails with that error. */
  fail(error: BellglassError): void {
    this.stopper.abort(new BellglassFailure(error));
  }

  /** From the first call on the run's time passes, through all of its processes; when it is up, the run ends. */
  startTime(): void {
    const { timeoutMs } = this.request;
    if (timeoutMs === null || this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.stop('timedOut');
    }, timeoutMs);
  }

  /** The run's time is not counted any more. */
  endTime(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Sends a signal to the program, now or as soon as it runs. */
  signal(signal: number): void {
    if (this.deliver === null) this.waiting.push(signal);
    else this.deliver(signal);
  }

  /** From now on signals go to `deliver`, those that waited first; null ends that. */
  deliverSignals(deliver: ((signal: number) => void) | null): void {
    this.deliver = deliver;
    if (deliver !== null) this.waiting.splice(0).forEach(deliver);
  }

  /** Ends the streams towards the client, when nothing more can come. */
  endStreams(): void {
    this.stdin.destroy();
    this.stdout.end();
    this.stderr.end();
  }
}
