import { connectDaemon } from '../../client/connect.js';
import { type Daemon } from '../../client/daemon.js';
import { leftChanges } from '../../protocol/record/leftChanges.js';
import { missingWalls, reportOf } from '../../protocol/record/report.js';
import { type RunRecord } from '../../protocol/run.js';
import { exitStatus } from '../../protocol/status.js';
import { isWithin } from '../reviews/places.js';
import { say, type Surroundings } from '../surroundings.js';
import { passSignals } from './interrupts.js';
import { Progress } from './progress.js';
import { inputFailure } from './report.js';
import { pipeStreams } from './streams.js';

/** What a command exits with whose reader went away, as if SIGPIPE had ended it. */
export const brokenPipe = exitStatus.signalBase + 13;

/** A program that belongs to this command: in a sandbox of its own, or in a kept one. */
export interface Followed {
  /** Starts it, and answers with its run's id. */
  readonly start: (daemon: Daemon) => Promise<{ runId: string }>;
  readonly interactive: boolean;
  /** Whether its record is printed instead of its output. */
  readonly json: boolean;
}

/**
 * Starts a program, ties its streams and signals to this command's, and reports its end.
 * @returns the exit status
 * @throws BellglassFailure what the client and the daemon throw
 */
export async function follow(followed: Followed, around: Surroundings): Promise<number> {
  const progress = new Progress(around.stderr);
  const current: Current = { daemon: null, runId: null };
  const stopListening = passSignals(interruptible(current, around));
  try {
    const daemon = await connectDaemon({ client: 'cli', env: around.env });
    current.daemon = daemon;
    daemon.onProgress(({ stage, message }) => {
      if (stage !== 'slow') progress.report(message);
      // Where nobody reads it, it stays untold.
      else if (around.stderr.isTTY === true && daemon.isNews(message)) say(around, message);
    });
    const { runId } = await followed.start(daemon);
    current.runId = runId;
    const { record, readerGone } = await toItsEnd(daemon, runId, followed, around, progress);
    report(record, followed.json, around);
    daemon.close();
    return readerGone ? brokenPipe : record.status;
  } finally {
    progress.stop();
    stopListening();
  }
}

/** The run as signals find it: not started yet, running, or over. */
interface Current {
  daemon: Daemon | null;
  runId: string | null;
}

function interruptible(current: Current, around: Surroundings) {
  const abandon = (status: number): void => {
    around.exit(status);
  };
  const call = (method: 'run.signal' | 'run.cancel', signal: number): void => {
    const { daemon, runId } = current;
    if (daemon === null || runId === null) {
      abandon(exitStatus.signalBase + signal);
      return;
    }
    // The run may have ended meanwhile; run.wait says how.
    const sent = method === 'run.signal' ? daemon.call(method, { runId, signal }) : daemon.call(method, { runId });
    sent.catch(() => undefined);
  };
  return {
    signal: (signal: number) => {
      call('run.signal', signal);
    },
    cancel: () => {
      call('run.cancel', exitStatus.interrupted - exitStatus.signalBase);
    },
    abandon: () => {
      abandon(exitStatus.interrupted);
    },
  };
}

async function toItsEnd(daemon: Daemon, runId: string, followed: Followed, around: Surroundings, progress: Progress) {
  let readerGone = false;
  // A run whose record was handed out is forgotten, so its streams come first.
  const stdio = await daemon.openStdio(runId);
  const ended = daemon.call('run.wait', { runId });
  // Whoever awaits it below sees a failure; until then it is not unhandled.
  ended.catch(() => undefined);
  const piped = pipeStreams(stdio, around, {
    interactive: followed.interactive,
    discard: followed.json,
    onOutput: () => {
      progress.stop();
    },
    onUnreadable: (error) => {
      say(around, inputFailure(error));
    },
    onClosed: () => {
      if (readerGone) return;
      readerGone = true;
      daemon.call('run.cancel', { runId }).catch(() => undefined);
    },
  });
  const [record] = await Promise.all([ended, piped]);
  return { record, readerGone };
}

function report(record: RunRecord, json: boolean, around: Surroundings): void {
  if (json) around.stdout.write(`${JSON.stringify(record)}\n`);
  say(around, ...reportOf(record), ...leftChanges(record, !isLatestIn(record, around)));
  const lacking = around.stderr.isTTY === true ? missingWalls(record) : null;
  if (lacking !== null) say(around, lacking);
}

/** Whether commands without a run's id are about this one: the current directory is in its workspace. */
function isLatestIn({ workspace }: RunRecord, { cwd }: Surroundings): boolean {
  return workspace !== null && isWithin({ workspace, cwd });
}
