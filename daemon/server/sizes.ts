import { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import * as z from 'zod';
import { terminalSize, type TerminalSize } from '../protocol/sandbox/session.js';

/** The longest message of a size that is read, in bytes. */
const longest = 1024;

/** As v5.channel.k8s.io writes a size. */
const resize = z
  .object({ Width: z.int(), Height: z.int() })
  .transform(({ Width, Height }) => ({ rows: Height, cols: Width }))
  .pipe(terminalSize);

/** Takes channel `resize` of a byte stream, one size a write. What is no size ends the socket with status 1008. */
export function sizes(socket: WebSocket, resizeTo: (size: TerminalSize) => void): Writable {
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
  if (chunk.length > longest) return undefined;
  try {
    return JSON.parse(chunk.toString('utf8'));
  } catch {
    return undefined;
  }
}
