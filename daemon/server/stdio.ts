import type { WebSocket } from 'ws';
import { channel } from '../protocol/frames.js';
import type { ActiveRun } from '../run/activeRun.js';
import { readFrames } from '../transport/frameReader.js';
import { channelWritable } from '../transport/socketWriter.js';

/** Joins a run's streams with its client's socket. A socket that goes before the program's output has ended ends the run. */
export function serveStdio(socket: WebSocket, run: ActiveRun): void {
  run.attached = true;
  readFrames(socket, new Map([[channel.stdin, run.stdin]]));
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
