import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import { channel, type Channel } from '../protocol/frames.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';
import type { ActiveRun } from '../run/activeRun.js';
import { readFrames } from '../transport/frameReader.js';
import { channelWritable } from '../transport/socketWriter.js';
import { sizes } from './sizes.js';

/**
 * Joins a run's streams with its client's socket. A socket that goes before the program's output has ended ends the run. Sizes are taken where
 * the run has a terminal.
 */
export function serveStdio(socket: WebSocket, run: ActiveRun): void {
  run.attached = true;
  const sinks = new Map<Channel, Writable>([[channel.stdin, run.stdin]]);
  const { terminal } = run;
  if (terminal !== null) {
    const resizeTo = (size: TerminalSize): void => {
      terminal.resize(size);
    };
    sinks.set(channel.resize, sizes(socket, resizeTo));
  }
  readFrames(socket, sinks);
  let open = 2;
  for (const [to, source] of [
    [channel.stdout, run.stdout],
    [channel.stderr, run.stderr],
  ] as const) {
    const sink = channelWritable(socket, to);
    sink.on('error', () => source.destroy());
    sink.once('finish', () => {
      open -= 1;
      if (open === 0) socket.close(1000);
    });
    source.pipe(sink);
  }
  socket.once('close', () => {
    run.stdin.destroy();
    run.stdout.destroy();
    run.stderr.destroy();
    if (open > 0) run.stop('cancelled');
  });
}
