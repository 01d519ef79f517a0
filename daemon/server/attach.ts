import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import * as z from 'zod';
import { channel, encodeFrame, framePieces } from '../protocol/frames.js';
import { terminalSize, type TerminalSize } from '../protocol/sandbox/session.js';
import type { Session } from '../session/session.js';
import type { Outlet } from '../session/viewers.js';
import { readFrames } from '../transport/frameReader.js';

/** As v5.channel.k8s.io writes a size. */
const resize = z
  .object({ Width: z.int(), Height: z.int() })
  .transform(({ Width, Height }) => ({ rows: Height, cols: Width }))
  .pipe(terminalSize);

/** Shows a terminal to a client until one of them ends. What the client sends that is no size ends it with status 1008. */
export function serveAttach(socket: WebSocket, session: Session, size: TerminalSize): void {
  // Nothing of it is read until there is somebody to take it.
  socket.pause();
  const state: { gone: boolean; detach: () => void } = { gone: false, detach: () => undefined };
  socket.once('close', () => {
    state.gone = true;
    state.detach();
  });
  session.attach(outletOf(socket), size).then(
    ({ input, resize: resizeTo, detach }) => {
      state.detach = () => {
        input.destroy();
        detach();
      };
      if (state.gone) {
        state.detach();
        return;
      }
      readFrames(
        socket,
        new Map([
          [channel.stdin, input],
          [channel.resize, sizes(socket, resizeTo)],
        ]),
      );
      socket.resume();
    },
    () => {
      socket.close(1011, 'the terminal cannot be shown');
    },
  );
}

function outletOf(socket: WebSocket): Outlet {
  return {
    send: (bytes, sent) => {
      const pieces = [...framePieces(bytes)];
      if (pieces.length === 0) sent();
      pieces.forEach((piece, index) => {
        // A socket that is closed answers with an error, and no one else sees this.
        const last = index === pieces.length - 1;
        socket.send(encodeFrame(channel.stdout, piece), { binary: true }, last ? sent : undefined);
      });
    },
    end: (ended) => {
      if (ended !== null) socket.send(encodeFrame(channel.error, Buffer.from(JSON.stringify({ ended }))));
      socket.close(ended === null ? 1001 : 1000);
    },
  };
}

function sizes(socket: WebSocket, resizeTo: (size: TerminalSize) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const size = resize.safeParse(parsed(chunk));
      if (size.success) resizeTo(size.data);
      else socket.close(1008, 'not a size');
      done();
    },
  });
}

function parsed(chunk: Buffer): unknown {
  try {
    return JSON.parse(chunk.toString('utf8'));
  } catch {
    return undefined;
  }
}
