import { type Daemon } from '../../client/daemon.js';
import { type SessionInfo, type TerminalSize } from '../../protocol/sandbox/session.js';
import { exitStatus } from '../../protocol/status.js';
import { type RunArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { Continued } from '../logs/continued.js';
import { followLog } from '../logs/followLog.js';
import { brokenPipe } from '../program/follow.js';
import { passSignals } from '../program/interrupts.js';
import { Progress } from '../program/progress.js';
import { checkedName, settingsOf } from '../sandboxes/settings.js';
import { tellHidden } from '../sandboxes/tellHidden.js';
import { json } from '../show/json.js';
import { say, type Surroundings } from '../surroundings.js';
import { attach } from './attach.js';
import { endingOf, statusOfSession } from './ending.js';
import { Reach } from './reach.js';
import { terminalFor } from './wish.js';

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
      tellHidden(started.sandbox, around);
      around.stdout.write(`${args.json ? json(started) : started.sandbox.id}\n`);
      return 0;
    }
    if (terminal === null) return await followSession(daemon, request, args.json, around);
    const { sandbox, session } = await patiently(around, daemon.call('sandbox.run', request));
    tellHidden(sandbox, around);
    const { interactive, detachKeys } = args;
    return await attach(daemon, session.id, { interactive, detachKeys, drawn: true }, around);
  });
}

type Request = Parameters<typeof Daemon.prototype.call<'sandbox.run'>>[1] & { readonly terminal: TerminalSize | null };

/** Shows what a program without a terminal writes until it ends, and waits until its sandbox has stopped. */
async function followSession(daemon: Daemon, request: Request, asJson: boolean, around: Surroundings): Promise<number> {
  const reach = new Reach(around);
  const stopListening = passSignals(reach);
  try {
    const started = await patiently(around, daemon.call('sandbox.run', request));
    const { sandbox, session } = started;
    const toItsEnd = async (current: Daemon): Promise<SessionInfo> => {
      reach.over(current, started);
      return await current.call('session.wait', { sessionId: session.id });
    };
    const onUnread = (): void => {
      reach.stop();
    };
    const following = { sessionId: session.id, tail: null, discard: asJson, beside: toItsEnd, onUnread };
    const outputs = { stdout: new Continued(), stderr: new Continued() };
    const followed = await followLog(daemon, outputs, following, around);
    if (followed === 'left') return exitStatus.bellglass;
    if (asJson) around.stdout.write(`${json({ sandbox, session: followed.result })}\n`);
    say(around, ...endingOf(followed.result));
    return followed.read ? statusOfSession(followed.result) : brokenPipe;
  } finally {
    stopListening();
  }
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
