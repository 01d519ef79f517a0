import type { WebSocket } from 'ws';
import { channel, encodeFrame } from '../protocol/frames.js';
import type { TerminalSize } from '../protocol/sandbox/session.js';

/** Tells a size on channel `resize` of a byte stream, as v5.channel.k8s.io writes it. Nothing where the stream has ended. */
export function sendSize(socket: WebSocket, { rows, cols }: TerminalSize): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(encodeFrame(channel.resize, Buffer.from(JSON.stringify({ Width: cols, Height: rows }))));
}
