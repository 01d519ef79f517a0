import { connectDaemon } from '../../client/connect.js';
import { type Daemon } from '../../client/daemon.js';
import { blankRecord } from '../../protocol/blankRecord.js';
import { asError } from '../../protocol/errors.js';
import { type RunRecord, type RunRequest } from '../../protocol/run.js';
import { exitStatus, statusOfError } from '../../protocol/status.js';
import { type RunArguments } from '../arguments/invocation.js';
import { say, type Surroundings } from '../surroundings.js';
import { passSignals } from './interrupts.js';
import { Progress } from './progress.js';
import { inputFailure, missingWalls, reportOf } from './report.js';
import { requestOf } from './request.js';
import { pipeStreams } from './streams.js';

/** What a command exits with whose reader went away, as if SIGPIPE had ended it. */
const brokenPipe = exitStatus.signalBase + 13;

/**
 * `bellglass run`: starts a run, ties its streams and signals to this command's, and reports its end.
 * @returns the exit status
 * @throws BellglassFailure what the client and the daemon throw
 */
export async function run(args: RunArguments, around: Surroundings): Promise<number> {
  const request = requestOf(args, around);
  try {
    return await startAndFollow(request, args, around);
  } catch (thrown) {
    const error = asError(thrown);
    const blank = blankRecord(request, '', new Date().toISOString());
    if (args.json) around.stdout.write(`${JSON.stringify({ ...blank, error, status: statusOfError(error) })}\n`);
    throw thrown;
  }
}

async function startAndFollow(request: RunRequest, args: RunArguments, around: Surroundings): Promise<number> {
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
    const { runId } = await daemon.call('run.start', request);
    current.runId = runId;
    const { record, readerGone } = await follow(daemon, runId, args, around, progress);
    report(record, args, around);
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

async function follow(daemon: Daemon, runId: string, args: RunArguments, around: Surroundings, progress: Progress) {
  let readerGone = false;
  // A run whose record was handed out is forgotten, so its streams come first.
  const stdio = await daemon.openStdio(runId);
  const ended = daemon.call('run.wait', { runId });
  // Whoever awaits it below sees a failure; until then it is not unhandled.
  ended.catch(() => undefined);
  const piped = pipeStreams(stdio, around, {
    interactive: args.interactive,
    discard: args.json,
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

function report(record: RunRecord, args: RunArguments, around: Surroundings): void {
  if (args.json) around.stdout.write(`${JSON.stringify(record)}\n`);
  say(around, ...reportOf(record));
  const lacking = around.stderr.isTTY === true ? missingWalls(record) : null;
  if (lacking !== null) say(around, lacking);
}
