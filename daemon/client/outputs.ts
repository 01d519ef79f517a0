import { PassThrough, type Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import { channel } from '../protocol/frames.js';
import { limits } from '../protocol/limits.js';
import { readFrames } from '../transport/frameReader.js';

/** Both outputs of a program. */
export interface Outputs {
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** Takes the outputs out of a socket's frames; they end with it at the latest. A reader that stops reading stops the sender. */
export function readOutputs(socket: WebSocket): Outputs {
  const stdout = new PassThrough({ highWaterMark: limits.highWater });
  const stderr = new PassThrough({ highWaterMark: limits.highWater });
  readFrames(
    socket,
    new Map([
      [channel.stdout, stdout],
      [channel.stderr, stderr],
    ]),
  );
  socket.once('close', () => {
    stdout.end();
    stderr.end();
  });
  return { stdout, stderr };
}
