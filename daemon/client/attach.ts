import { PassThrough, Writable, type Readable } from 'node:stream';
import * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { channel } from '../protocol/frames.js';
import { limits } from '../protocol/limits.js';
import { socketPaths } from '../protocol/methods.js';
import { sessionInfo, type SessionInfo, type TerminalSize } from '../protocol/sandbox/session.js';
import { readFrames } from '../transport/frameReader.js';
import { channelWritable } from '../transport/socketWriter.js';
import { openSocket } from './openSocket.js';
import { sendSize } from './sendSize.js';

/** The longest message about an end that is read, in bytes. */
const longestEnd = 1024 * 1024;
const endMessage = z.object({ ended: sessionInfo });

/** A terminal in a sandbox, as a client sees it. */
export interface TerminalStream {
  /** What is typed. */
  readonly stdin: Writable;
  /**
   * First what brings a terminal in any state to the session's screen, then its live output. What was on the visible part of the client's terminal is
   * erased: a client that minds makes room first. A reader that stops reading is sent the screen anew once it reads again.
   */
  readonly output: Readable;
  /** Tells that the client's terminal has another size; the smallest of all clients' counts. */
  resize(size: TerminalSize): void;
  /** How the session ended; null when the connection was lost, or closed. */
  readonly ended: Promise<SessionInfo | null>;
  /** Detaches; the session goes on. */
  close(): void;
}

/**
 * Shows a session's terminal.
 * @throws BellglassFailure unknown_session, not_a_terminal, daemon_lost
 */
export async function openTerminal(
  socketPath: string,
  token: string,
  sessionId: string,
  size: TerminalSize,
): Promise<TerminalStream> {
  const socket = await openSocket(socketPath, token, socketPaths.attach(sessionId, size));
  if (socket === null) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
  const output = new PassThrough({ highWaterMark: limits.highWater });
  const said: Buffer[] = [];
  readFrames(
    socket,
    new Map<typeof channel.stdout | typeof channel.error, Writable>([
      [channel.stdout, output],
      [channel.error, collector(said)],
    ]),
  );
  const stdin = channelWritable(socket, channel.stdin);
  stdin.on('error', () => undefined);
  const ended = new Promise<SessionInfo | null>((resolve) => {
    socket.once('close', () => {
      output.end();
      stdin.destroy();
      resolve(parseEnd(Buffer.concat(said)));
    });
  });
  return {
    stdin,
    output,
    ended,
    resize: (to) => {
      sendSize(socket, to);
    },
    close: () => {
      // What has arrived and nobody reads would keep the socket from closing.
      output.resume();
      socket.close(1000);
    },
  };
}

function collector(said: Buffer[]): Writable {
  let length = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length <= longestEnd) said.push(chunk);
      done();
    },
  });
}

function parseEnd(message: Buffer): SessionInfo | null {
  try {
    return endMessage.safeParse(JSON.parse(message.toString('utf8'))).data?.ended ?? null;
  } catch {
    return null;
  }
}
