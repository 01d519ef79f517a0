import { Writable } from 'node:stream';
import { WebSocket } from 'ws';
import { encodeClose, encodeFrame, framePieces, type Channel } from '../protocol/frames.js';
import { limits } from '../protocol/limits.js';

/** One channel of a byte stream as a Writable: a write is done when the socket holds little enough, and the end sends a close frame. */
export function channelWritable(socket: WebSocket, to: Channel): Writable {
  return new Writable({
    highWaterMark: limits.streamFrame,
    write(chunk: Buffer, _encoding, done) {
      void sendPieces(socket, to, chunk).then(() => {
        done();
      }, done);
    },
    final(done) {
      send(socket, encodeClose(to)).then(() => {
        done();
      }, done);
    },
  });
}

async function sendPieces(socket: WebSocket, to: Channel, chunk: Buffer): Promise<void> {
  for (const piece of framePieces(chunk)) {
    if (socket.readyState !== WebSocket.OPEN) throw new Error('the byte stream is closed');
    const sent = send(socket, encodeFrame(to, piece));
    if (socket.bufferedAmount > limits.highWater) await sent;
    else sent.catch(() => undefined);
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
