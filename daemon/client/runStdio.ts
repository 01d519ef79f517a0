import { PassThrough, type Readable, type Writable } from 'node:stream';
import { BellglassFailure } from '../protocol/errors.js';
import { channel } from '../protocol/frames.js';
import { limits } from '../protocol/limits.js';
import { socketPaths } from '../protocol/methods.js';
import { readFrames } from '../transport/frameReader.js';
import { channelWritable } from '../transport/socketWriter.js';
import { openSocket } from './openSocket.js';

/** The standard streams of a run. Each ends by itself; a reader that stops reading stops the program's writing. */
export interface RunStdio {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/**
 * Opens the byte stream of a run.
 * @throws BellglassFailure unknown_run, daemon_lost
 */
export async function openRunStdio(socketPath: string, token: string, runId: string): Promise<RunStdio> {
  const socket = await openSocket(socketPath, token, socketPaths.stdio(runId));
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
  const stdin = channelWritable(socket, channel.stdin);
  // A program that ends before it has read its input is no error of the writer's.
  stdin.on('error', () => undefined);
  socket.once('close', () => {
    stdout.end();
    stderr.end();
    stdin.destroy();
  });
  return { stdin, stdout, stderr };
}
