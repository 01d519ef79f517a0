import { PassThrough, type Readable } from 'node:stream';
import { BellglassFailure } from '../protocol/errors.js';
import { channel } from '../protocol/frames.js';
import { limits } from '../protocol/limits.js';
import { socketPaths } from '../protocol/methods.js';
import { readFrames } from '../transport/frameReader.js';
import { openSocket } from './openSocket.js';

/** What to read of a log. */
export interface LogsWish {
  /** Goes on until the session has ended. */
  readonly follow: boolean;
  /** The last lines only; null for all. */
  readonly tail: number | null;
}

/** What a session without a terminal wrote. Both end with the log; a reader that stops reading gets the rest later. */
export interface LogStream {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when all of it has arrived. @throws BellglassFailure daemon_lost when that was not all */
  readonly ended: Promise<void>;
  /** Reads no more. */
  close(): void;
}

/**
 * Opens the log of a session.
 * @throws BellglassFailure unknown_session, has_a_terminal, daemon_lost
 */
export async function openLogs(
  socketPath: string,
  token: string,
  sessionId: string,
  { follow, tail }: LogsWish,
): Promise<LogStream> {
  const socket = await openSocket(socketPath, token, socketPaths.logs(sessionId, follow, tail));
  if (socket === null) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
  const stdout = new PassThrough({ highWaterMark: limits.highWater });
  const stderr = new PassThrough({ highWaterMark: limits.highWater });
  readFrames(
    socket,
    new Map([
      [channel.stdout, stdout],
      [channel.stderr, stderr],
    ]),
  );
  let closed = false;
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('close', (code) => {
      stdout.end();
      stderr.end();
      if (code === 1000 || closed) resolve();
      else reject(new BellglassFailure({ code: 'daemon_lost', data: {} }));
    });
  });
  ended.catch(() => undefined);
  const close = (): void => {
    closed = true;
    stdout.resume();
    stderr.resume();
    socket.close(1000);
  };
  return { stdout, stderr, ended, close };
}
