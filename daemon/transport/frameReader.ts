import type { Writable } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { channel, decodeFrame, type Channel, type Frame } from '../protocol/frames.js';

/** Who takes the bytes of which channel of a byte stream. */
export type Sinks = ReadonlyMap<Channel, Writable>;

/**
 * Hands the frames of a socket to their channels' sinks, and stops reading the socket while a sink is full.
 * A frame that is none, or of a channel without a sink, ends the socket with status 1008.
 */
export function readFrames(socket: WebSocket, sinks: Sinks): void {
  let full = 0;
  const resume = (): void => {
    full -= 1;
    if (full === 0 && socket.isPaused) socket.resume();
  };
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? decodeFrame(bytesOf(data)) : null;
    const sink = frame === null ? undefined : sinks.get(target(frame));
    if (frame === null || sink === undefined) {
      socket.close(1008, 'not a frame of this stream');
      return;
    }
    if (sink.destroyed || sink.writableEnded) return;
    if (frame.channel === channel.close) sink.end();
    else if (!sink.write(frame.payload)) {
      full += 1;
      if (full === 1) socket.pause();
      whenFree(sink, resume);
    }
  });
}

function whenFree(sink: Writable, then: () => void): void {
  const once = (): void => {
    sink.off('drain', once);
    sink.off('close', once);
    then();
  };
  sink.on('drain', once);
  sink.on('close', once);
}

function target(frame: Frame): Channel {
  if (frame.channel !== channel.close) return frame.channel;
  const [ended] = frame.payload;
  return ended === channel.stdin || ended === channel.stdout || ended === channel.stderr ? ended : channel.error;
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
