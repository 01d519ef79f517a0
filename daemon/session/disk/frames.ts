/** Bytes before each frame's payload: its kind, three zeros, and the payload's length as docker writes it, big-endian. */
export const headerLength = 8;
/** The longest payload that is written by append and read back. */
export const longestFrame = 64 * 1024;

/** A frame of a file. */
export interface DiskFrame {
  readonly kind: number;
  readonly payload: Buffer;
}

/** The bytes of one frame. */
export function encodeDiskFrame(kind: number, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(headerLength + payload.length);
  frame[0] = kind;
  frame.writeUInt32BE(payload.length, 4);
  frame.set(payload, headerLength);
  return frame;
}

/**
 * The whole frames at the beginning of `bytes`, and where they end: what follows was cut off, or is none.
 * @param longest a payload that says it is longer is none
 */
export function decodeDiskFrames(bytes: Buffer, longest = longestFrame): { frames: DiskFrame[]; end: number } {
  const frames: DiskFrame[] = [];
  let end = 0;
  while (bytes.length - end >= headerLength) {
    const length = bytes.readUInt32BE(end + 4);
    if (length > longest || bytes.readUIntBE(end + 1, 3) !== 0) break;
    if (bytes.length - end < headerLength + length) break;
    const at = end + headerLength;
    frames.push({ kind: bytes[end] ?? 0, payload: bytes.subarray(at, at + length) });
    end = at + length;
  }
  return { frames, end };
}

/** Two numbers below 2^53, as a payload. */
export function encodePair(first: number, second: number): Buffer {
  const payload = Buffer.alloc(16);
  payload.writeBigUInt64BE(BigInt(first), 0);
  payload.writeBigUInt64BE(BigInt(second), 8);
  return payload;
}

/** The numbers of such a payload; null when it is none. */
export function decodePair(payload: Buffer): [number, number] | null {
  if (payload.length !== 16) return null;
  const numbers: [number, number] = [Number(payload.readBigUInt64BE(0)), Number(payload.readBigUInt64BE(8))];
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}
