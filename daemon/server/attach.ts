import type { WebSocket } from 'ws';
import { channel, encodeFrame, framePieces } from '../protocol/frames.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';
import type { Session } from '../session/session.js';
import type { Outlet } from '../session/viewers.js';
import { readFrames } from '../transport/frameReader.js';
import { sizes } from './sizes.js';

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
