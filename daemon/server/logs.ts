import type { WebSocket } from 'ws';
import { channel, encodeFrame, framePieces } from '../protocol/frames.js';
import type { Session } from '../session/session.js';

/** Sends what a session wrote, as fast as the client reads, and closes. */
export async function serveLogs(
  socket: WebSocket,
  session: Session,
  wish: { readonly follow: boolean; readonly tail: number | null },
): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => {
    gone.abort();
  });
  // A client has nothing to say here.
  socket.on('message', () => {
    socket.close(1008, 'not a frame of this stream');
  });
  try {
    for await (const { output, bytes } of session.readLog({ ...wish, signal: gone.signal }))
      for (const piece of framePieces(bytes)) await send(socket, encodeFrame(channel[output], piece));
    // The daemon ends, and the program goes on: that was not all.
    socket.close(wish.follow && session.running ? 1001 : 1000);
  } catch {
    socket.close(1011, 'the log cannot be read');
  }
}

async function send(socket: WebSocket, frame: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.send(frame, { binary: true }, (error) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
