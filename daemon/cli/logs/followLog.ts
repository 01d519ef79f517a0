import { type Daemon } from '../../client/daemon.js';
import { type LogStream } from '../../client/logs.js';
import { asError } from '../../protocol/errors.js';
import { pipeStreams } from '../program/streams.js';
import { say, type Surroundings } from '../surroundings.js';
import { acrossDaemons } from '../terminal/reconnect.js';
import { type Continued, LogOverwritten } from './continued.js';

/** How a log is followed, and what is done beside it. */
export interface Following<T> {
  readonly sessionId: string;
  /** The last lines only; null for all. */
  readonly tail: number | null;
  /** Whether what was written is thrown away. */
  readonly discard: boolean;
  /** Begins what goes on beside the log, with each daemon anew; it is waited for when the log has ended. */
  readonly beside: (daemon: Daemon) => Promise<T>;
  /** Called when nobody reads this command's output any more. */
  readonly onUnread: () => void;
}

/** How following a log ended: with what went on beside it; or before its end, and the program runs on. */
export type Followed<T> = { readonly result: T; readonly read: boolean } | 'left';

/** Both outputs of a session, over all daemons. */
export interface BothOutputs {
  readonly stdout: Continued;
  readonly stderr: Continued;
}

/**
 * Hands on what a session writes until it has ended. A daemon that is lost meanwhile is found or started again, and nothing is handed on twice;
 * where that cannot be, the user is told how to go on.
 * @param outputs new ones
 * @throws BellglassFailure what the client throws, and what a lost daemon's successor says
 */
export async function followLog<T>(
  first: Daemon,
  outputs: BothOutputs,
  { sessionId, tail, discard, beside, onUnread }: Following<T>,
  around: Surroundings,
): Promise<Followed<T>> {
  const reading: { log: LogStream | null; read: boolean } = { log: null, read: true };
  const piped = pipeStreams({ stdin: null, stdout: outputs.stdout.readable, stderr: outputs.stderr.readable }, around, {
    interactive: false,
    discard,
    onOutput: () => undefined,
    onUnreadable: () => undefined,
    onClosed: () => {
      if (!reading.read) return;
      reading.read = false;
      reading.log?.close();
      onUnread();
    },
  });
  const open = async (daemon: Daemon) => {
    const result = beside(daemon);
    // Whoever awaits it below sees a failure; until then it is not unhandled.
    result.catch(() => undefined);
    const log = await daemon.logs(sessionId, { follow: true, tail });
    reading.log = log;
    if (!reading.read) log.close();
    return { log, result };
  };
  const stay = async ({ log, result }: Awaited<ReturnType<typeof open>>): Promise<Followed<T>> => {
    const reached = await Promise.all([outputs.stdout.add(log.stdout), outputs.stderr.add(log.stderr)]);
    await log.ended;
    if (reading.read && reached.includes(false)) throw new LogOverwritten();
    return { result: await result, read: reading.read };
  };
  try {
    // Where the last lines began nobody knows afterwards.
    return tail === null ? await acrossDaemons(first, around.env, open, stay) : await stay(await open(first));
  } catch (thrown) {
    // What was never opened is told of as what it is.
    if (reading.log === null) throw thrown;
    return leave(thrown, sessionId, tail, around);
  } finally {
    reading.log?.close();
    outputs.stdout.end();
    outputs.stderr.end();
    await piped;
  }
}

/** Says how to go on with what runs on. @throws what was thrown, unless that was said too */
function leave(thrown: unknown, sessionId: string, tail: number | null, around: Surroundings): 'left' {
  const { code } = asError(thrown);
  const runsOn = `The program runs on. Follow it with: bellglass logs -f ${sessionId}`;
  const placeLost = thrown instanceof LogOverwritten || (tail !== null && code === 'daemon_lost');
  if (placeLost) {
    say(around, `The connection to the daemon was lost, and with it the place in the log. ${runsOn}`);
    return 'left';
  }
  if (code !== 'unknown_session') say(around, runsOn);
  throw thrown;
}
