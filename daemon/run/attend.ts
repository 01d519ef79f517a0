import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { readKept, resizeTerminal, startKept } from '../guest/keptProcesses.js';
import {
  readOutput,
  signalProcess,
  startProcess,
  waitProcess,
  writeInput,
  type GuestProcess,
} from '../guest/processes.js';
import type { GuestSession } from '../guest/session.js';
import type { ProcessEnd, ProcessRequest } from '../protocol/wire/agent.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { lostNotice } from '../guest/terminal.js';
import { RunStopped, type ActiveRun } from './activeRun.js';
import { OutputPump } from './outputPump.js';

/** How one process of a run went. */
export interface Attended {
  readonly end: ProcessEnd | null;
  /** Why it was ended from outside; null when it ended by itself. */
  readonly stopped: RunStopped | null;
  readonly stdout: OutputPump;
  readonly stderr: OutputPump;
}

/** What is told while a process runs. */
export interface AttendMarks {
  readonly started: () => void;
  readonly firstOutput: () => void;
}

const SIGKILL = 9;
/** What a reader has not taken so long after the program's time was up is given up with the machine, in milliseconds. */
const handOver = 3000;

/**
 * Starts a process and stays with it to its end: its streams, its signals, the run's time.
 * @throws BellglassFailure what startProcess throws, and the guest_ errors; what the run was made to fail with
 */
export async function attend(
  run: ActiveRun,
  sandbox: Sandbox,
  request: ProcessRequest,
  marks: AttendMarks,
): Promise<Attended> {
  const { session } = sandbox;
  const size = run.terminal?.size ?? null;
  const started = size === null ? await startProcess(session, request) : await startKept(session, request, size);
  run.processes.push(started);
  marks.started();
  run.startTime();
  const { capture } = run.request;
  try {
    const waited = waitProcess(session, started);
    waited.catch(() => undefined);
    run.deliverSignals((signal) => {
      kill(sandbox, started, signal);
    });
    if (request.stdin) writeInput(session, started, run.stdin).catch(() => undefined);
    if (size !== null)
      run.terminal?.connect(size, async (to) => {
        await resizeTerminal(session, started.id, to);
      });
    const [out, err] = size === null ? await bothOutputs(session, started) : await screenOutput(session, started);
    const stdout = new OutputPump(out, run.stdout, capture, marks.firstOutput);
    const stderr = new OutputPump(err, run.stderr, capture, marks.firstOutput);
    run.outputs = { stdout, stderr };
    const end = await Promise.race([waited, stopOf(run)]);
    if (end instanceof RunStopped) {
      if (end.outcome === 'timedOut') {
        kill(sandbox, started, SIGKILL);
        await Promise.race([Promise.all([stdout.settled(), stderr.settled()]), sleep(handOver)]);
      }
      return { end: null, stopped: end, stdout, stderr };
    }
    await Promise.race([Promise.all([stdout.settled(), stderr.settled()]), stopOf(run)]);
    return { end, stopped: null, stdout, stderr };
  } finally {
    run.deliverSignals(null);
    run.terminal?.disconnect();
  }
}

async function bothOutputs(session: GuestSession, started: GuestProcess): Promise<[Readable, Readable]> {
  return await Promise.all([readOutput(session, started, 'stdout'), readOutput(session, started, 'stderr')]);
}

// All that a terminal shows is one stream. Before there was a reader the agent kept the latest of it only.
async function screenOutput(session: GuestSession, started: GuestProcess): Promise<[Readable, Readable]> {
  const { offset, bytes } = await readKept(session, started.id, 'stdout', 0);
  if (offset > 0) bytes.unshift(Buffer.from(lostNotice(offset)));
  return [bytes, Readable.from([])];
}

function stopOf(run: ActiveRun): Promise<RunStopped> {
  return new Promise((resolve, reject) => {
    const tell = (): void => {
      const reason: unknown = run.stopped.reason;
      if (reason instanceof RunStopped) resolve(reason);
      else reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    if (run.stopped.aborted) tell();
    else run.stopped.addEventListener('abort', tell, { once: true });
  });
}

// A process that has just ended takes no signal, and that is no error.
function kill(sandbox: Sandbox, target: GuestProcess, signal: number): void {
  signalProcess(sandbox.session, target, signal).catch(() => undefined);
}
