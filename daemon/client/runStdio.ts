import { type Writable } from 'node:stream';
import { BellglassFailure } from '../protocol/errors.js';
import { channel } from '../protocol/frames.js';
import { socketPaths } from '../protocol/methods.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';
import { channelWritable } from '../transport/socketWriter.js';
import { sendSize } from './sendSize.js';
import { openSocket } from './openSocket.js';
import { readOutputs, type Outputs } from './outputs.js';

/** The standard streams of a run. Each ends by itself; a reader that stops reading stops the program's writing. */
export interface RunStdio extends Outputs {
  readonly stdin: Writable;
  /**
   * Tells that the client's terminal has another size; one told before the program has started counts when it starts. To a run without a terminal
   * it must not be said: the daemon ends the stream, and the run with it.
   */
  resize(size: TerminalSize): void;
}

/**
 * Opens the byte stream of a run.
 * @throws BellglassFailure unknown_run, daemon_lost
 */
export async function openRunStdio(socketPath: string, token: string, runId: string): Promise<RunStdio> {
  const socket = await openSocket(socketPath, token, socketPaths.stdio(runId));
  if (socket === null) throw new BellglassFailure({ code: 'daemon_lost', data: {} });
  const outputs = readOutputs(socket);
  const stdin = channelWritable(socket, channel.stdin);
  // A program that ends before it has read its input is no error of the writer's.
  stdin.on('error', () => undefined);
  socket.once('close', () => {
    stdin.destroy();
  });
  return {
    stdin,
    ...outputs,
    resize: (size) => {
      sendSize(socket, size);
    },
  };
}
