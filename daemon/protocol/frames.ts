import { limits } from './limits.js';

/** The first byte of a frame of a byte stream, as in v5.channel.k8s.io. */
export const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** A channel's number. */
export type Channel = (typeof channel)[keyof typeof channel];

/** A frame of a byte stream, taken apart. */
export interface Frame {
  readonly channel: Channel;
  readonly payload: Uint8Array;
}

const known: ReadonlySet<number> = new Set(Object.values(channel));

function isChannel(value: number | undefined): value is Channel {
  return value !== undefined && known.has(value);
}

/** The frame with that channel and payload, which must fit in one frame. */
export function encodeFrame(to: Channel, payload: Uint8Array): Uint8Array {
  if (payload.length + 1 > limits.streamFrame)
    throw new RangeError(`a frame holds at most ${String(limits.streamFrame - 1)} bytes`);
  const frame = new Uint8Array(payload.length + 1);
  frame[0] = to;
  frame.set(payload, 1);
  return frame;
}

/** The frame that ends one channel. */
export function encodeClose(ended: Channel): Uint8Array {
  return Uint8Array.of(channel.close, ended);
}

/** Takes a frame apart; null when it is empty, too long, or of a channel that does not exist. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  const first = bytes[0];
  if (bytes.length > limits.streamFrame || !isChannel(first)) return null;
  const payload = bytes.subarray(1);
  if (first === channel.close && !(payload.length === 1 && isChannel(payload[0]))) return null;
  return { channel: first, payload };
}

/** The pieces of `bytes` that fit in one frame each. */
export function* framePieces(bytes: Uint8Array): Generator<Uint8Array> {
  const most = limits.streamFrame - 1;
  for (let at = 0; at < bytes.length; at += most) yield bytes.subarray(at, at + most);
}
