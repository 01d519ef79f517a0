import { type Daemon } from '../../client/daemon.js';
import { type Result } from '../../protocol/methods.js';
import { type TerminalSize } from '../../protocol/sandbox/session.js';
import { exitStatus } from '../../protocol/status.js';
import { type RunArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { brokenPipe } from '../program/follow.js';
import { passSignals } from '../program/interrupts.js';
import { Progress } from '../program/progress.js';
import { pipeStreams } from '../program/streams.js';
import { checkedName, settingsOf } from '../sandboxes/settings.js';
import { json } from '../show/json.js';
import { say, type Surroundings } from '../surroundings.js';
import { attach } from './attach.js';
import { endingOf, statusOfSession } from './ending.js';
import { terminalFor } from './wish.js';

/** What its processes are given to end in, once its program has ended: Docker's ten seconds. */
const grace = 10_000;

/**
 * `bellglass run` in a sandbox that has a name, a disk, a terminal or a life of its own. Its program belongs to the daemon: it lives on
 * when this command is killed, and the sandbox ends with it.
 * @param argv the program
 * @returns the program's exit status; 0 when it was left, or runs in the background
 */
export async function runKept(args: RunArguments, argv: readonly string[], around: Surroundings): Promise<number> {
  const terminal = terminalFor(args, around);
  const request = {
    name: checkedName(args.name),
    settings: settingsOf(args, around, !args.keep),
    // The sandbox's own settings say the rest.
    process: { argv: [...argv], env: {}, cwd: null, user: null },
    terminal,
  };
  return await withDaemon(around.env, async (daemon) => {
    if (args.detach) {
      const started = await patiently(around, daemon.call('sandbox.run', request));
      around.stdout.write(`${args.json ? json(started) : started.sandbox.id}\n`);
      return 0;
    }
    if (terminal === null) return await followSession(daemon, request, args.json, around);
    const { session } = await patiently(around, daemon.call('sandbox.run', request));
    const { interactive, detachKeys } = args;
    return await attach(daemon, session.id, { interactive, detachKeys, drawn: true }, around);
  });
}

type Started = Result<'sandbox.run'>;
type Request = Parameters<typeof Daemon.prototype.call<'sandbox.run'>>[1] & { readonly terminal: TerminalSize | null };

/** Shows what a program without a terminal writes until it ends, and waits until its sandbox has stopped. */
async function followSession(daemon: Daemon, request: Request, asJson: boolean, around: Surroundings): Promise<number> {
  const current: { started: Started | null; early: number | null } = { started: null, early: null };
  const stopListening = passSignals(interruptible(daemon, current, around));
  try {
    const started = await patiently(around, daemon.call('sandbox.run', request));
    current.started = started;
    const { sandbox, session } = started;
    const sessionId = session.id;
    if (current.early !== null) tell(daemon, sessionId, current.early);
    const waited = daemon.call('session.wait', { sessionId });
    waited.catch(() => undefined);
    const read = await showOutput(daemon, sessionId, sandbox.id, asJson, around);
    const ended = await waited;
    // It may be gone already, and everything of it.
    await daemon.call('sandbox.stop', { sandbox: sandbox.id, graceMs: grace }).catch(() => undefined);
    if (asJson) around.stdout.write(`${json({ sandbox, session: ended })}\n`);
    say(around, ...endingOf(ended));
    return read ? statusOfSession(ended) : brokenPipe;
  } finally {
    stopListening();
  }
}

/** @returns whether somebody read it to its end; when nobody does any more the sandbox is stopped */
async function showOutput(
  daemon: Daemon,
  sessionId: string,
  sandbox: string,
  discard: boolean,
  around: Surroundings,
): Promise<boolean> {
  let read = true;
  const log = await daemon.logs(sessionId, { follow: true, tail: null });
  await pipeStreams({ stdin: null, stdout: log.stdout, stderr: log.stderr }, around, {
    interactive: false,
    discard,
    onOutput: () => undefined,
    onUnreadable: () => undefined,
    onClosed: () => {
      if (!read) return;
      read = false;
      log.close();
      daemon.call('sandbox.stop', { sandbox, graceMs: 0 }).catch(() => undefined);
    },
  });
  return read;
}

function interruptible(
  daemon: Daemon,
  current: { started: Started | null; early: number | null },
  around: Surroundings,
) {
  return {
    signal: (signal: number) => {
      // A program that has not started yet is told when it has.
      if (current.started === null) current.early = signal;
      else tell(daemon, current.started.session.id, signal);
    },
    cancel: () => {
      const { started } = current;
      if (started === null) around.exit(exitStatus.interrupted);
      daemon.call('sandbox.stop', { sandbox: started.sandbox.id, graceMs: 0 }).catch(() => undefined);
    },
    abandon: () => {
      around.exit(exitStatus.interrupted);
    },
  };
}

// It may have ended meanwhile; session.wait says how.
function tell(daemon: Daemon, sessionId: string, signal: number): void {
  daemon.call('session.signal', { sessionId, signal }).catch(() => undefined);
}

async function patiently<T>(around: Surroundings, booting: Promise<T>): Promise<T> {
  const progress = new Progress(around.stderr);
  progress.report('The sandbox boots.');
  try {
    return await booting;
  } finally {
    progress.stop();
  }
}
