import { type TerminalStream } from '../../client/attach.js';
import { type Daemon } from '../../client/daemon.js';
import { type SessionInfo } from '../../protocol/sandbox/session.js';
import { exitStatus } from '../../protocol/status.js';
import { brokenPipe } from '../program/follow.js';
import { flushed } from '../program/streams.js';
import { say, type Surroundings } from '../surroundings.js';
import { endingOf, endsQuietly, statusOfSession, wentWithItsSandbox } from './ending.js';
import { Keyboard } from './keyboard.js';
import { OwnTerminal } from './ownTerminal.js';
import { withNewDaemon } from './reconnect.js';
import { makeRoom, screenLeft } from './screenLeft.js';
import { awaitSignal } from './signals.js';

/** How a terminal is shown. */
export interface Viewing {
  /** Whether what is typed goes to the program. */
  readonly interactive: boolean;
  /** The bytes that leave it. */
  readonly detachKeys: readonly number[];
  /** Whether the session may have a screen already, for which room is made. */
  readonly drawn: boolean;
}

/** Why a terminal is not shown any more. */
type Left = { readonly ended: SessionInfo } | { readonly signal: number } | 'detached' | 'unread';

/**
 * Ties this command's terminal to a session's until that ends or is left; a daemon that is lost meanwhile is found or started again.
 * @returns the program's exit status; 0 when it was left
 * @throws UsageError no terminal here; BellglassFailure what the client throws, and what a lost daemon's successor says
 */
export async function attach(
  daemon: Daemon,
  sessionId: string,
  viewing: Viewing,
  around: Surroundings,
): Promise<number> {
  const terminal = OwnTerminal.of(around);
  const first = await daemon.attach(sessionId, terminal.size);
  const signals = awaitSignal();
  const keyboard = viewing.interactive ? new Keyboard(around.stdin, viewing.detachKeys) : null;
  const unread = new Promise<'unread'>((resolve) => {
    around.stdout.once('error', () => {
      resolve('unread');
    });
  });
  const leaving = Promise.race([
    signals.arrived.then((signal) => ({ signal })),
    unread,
    ...(keyboard === null ? [] : [keyboard.left]),
  ]);
  let left: Left | null = null;
  try {
    if (viewing.interactive) terminal.raw();
    if (viewing.drawn) around.stdout.write(makeRoom(terminal.size.rows));
    left = await stay(first, sessionId, { terminal, keyboard, leaving }, around);
  } finally {
    keyboard?.stop();
    signals.stop();
    if (left === null || !endedWell(left)) around.stdout.write(screenLeft);
    if (viewing.interactive) terminal.restore();
  }
  return report(left, around);
}

/** What a viewer of a session consists of. */
interface Viewer {
  readonly terminal: OwnTerminal;
  readonly keyboard: Keyboard | null;
  readonly leaving: Promise<Exclude<Left, { ended: SessionInfo }>>;
}

async function stay(first: TerminalStream, sessionId: string, viewer: Viewer, around: Surroundings): Promise<Left> {
  let stream = first;
  let daemon: Daemon | null = null;
  try {
    for (;;) {
      const left = await show(stream, viewer, around);
      if (left !== 'lost') return left;
      daemon?.close();
      const again = withNewDaemon(around.env, async (found) => ({
        daemon: found,
        stream: await found.attach(sessionId, viewer.terminal.size),
      }));
      const found = await Promise.race([again, viewer.leaving]);
      if (typeof found === 'string' || 'signal' in found) return found;
      ({ daemon, stream } = found);
    }
  } finally {
    daemon?.close();
  }
}

/** Shows one connection's part of a session. */
async function show(
  stream: TerminalStream,
  { terminal, keyboard, leaving }: Viewer,
  around: Surroundings,
): Promise<Left | 'lost'> {
  const { stdout } = around;
  const stopResizing = terminal.onResize((size) => {
    stream.resize(size);
  });
  stream.output.pipe(stdout, { end: false });
  keyboard?.to(stream.stdin);
  const drained = new Promise((resolve) => stream.output.once('end', resolve).once('close', resolve));
  try {
    const over = stream.ended.then(async (ended) => {
      await drained;
      return ended === null ? ('lost' as const) : { ended };
    });
    return await Promise.race([over, leaving]);
  } finally {
    keyboard?.to(null);
    stopResizing();
    stream.output.unpipe(stdout);
    stream.close();
    await flushed(stdout);
  }
}

function endedWell(left: Left): boolean {
  return typeof left === 'object' && 'ended' in left && left.ended.exitCode !== null;
}

function report(left: Left, around: Surroundings): number {
  if (left === 'unread') return brokenPipe;
  if (left === 'detached') {
    around.stderr.write('\nread escape sequence\n');
    return 0;
  }
  if ('signal' in left) return exitStatus.signalBase + left.signal;
  if (endsQuietly(around) && wentWithItsSandbox(left.ended)) return 0;
  say(around, ...endingOf(left.ended));
  return statusOfSession(left.ended);
}
