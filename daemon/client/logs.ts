import { BellglassFailure } from '../protocol/errors.js';
import { socketPaths } from '../protocol/methods.js';
import { openSocket } from './openSocket.js';
import { readOutputs, type Outputs } from './outputs.js';

/** What to read of a log. */
export interface LogsWish {
  /** Goes on until the session has ended. */
  readonly follow: boolean;
  /** The last lines only; null for all. */
  readonly tail: number | null;
}

/** What a session without a terminal wrote. Both end with the log; a reader that stops reading gets the rest later. */
export interface LogStream extends Outputs {
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
  const outputs = readOutputs(socket);
  let closed = false;
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('close', (code) => {
      if (code === 1000 || closed) resolve();
      else reject(new BellglassFailure({ code: 'daemon_lost', data: {} }));
    });
  });
  ended.catch(() => undefined);
  const close = (): void => {
    closed = true;
    outputs.stdout.resume();
    outputs.stderr.resume();
    socket.close(1000);
  };
  return { ...outputs, ended, close };
}
