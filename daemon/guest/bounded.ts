import type { Readable } from 'node:stream';
import { BellglassFailure } from '../protocol/errors.js';
import { misbehaved } from './refusal.js';

/** How long a guest may be silent while it is read, in milliseconds; an emulated one under load needs seconds. */
const longestSilence = 20_000;

/** How long a guest is waited for in all, in milliseconds, beside what its bytes may take at the least rate. */
const longestWait = 300_000;
/** Bytes a millisecond. */
const leastRate = 64;

/** What may be read. */
export interface Bounds {
  /** The method and path, for errors. */
  readonly request: string;
  /** In bytes. */
  readonly most: number;
  /** In milliseconds. */
  readonly silence?: number;
  /** In milliseconds, beside what the bytes may take. */
  readonly wait?: number;
}

/**
 * The bytes of a guest's answer, however many it would send. Only the guest's time counts, not that of whoever reads.
 * @throws BellglassFailure guest_misbehaved for one byte more or a trickle of them, guest_silent; the stream's own error
 */
export async function* bounded(
  bytes: Readable,
  { request, most, silence = longestSilence, wait = longestWait }: Bounds,
): AsyncGenerator<Buffer> {
  let [left, time] = [most, wait];
  const failure = new BellglassFailure({ code: 'guest_silent', data: { request, milliseconds: silence } });
  const watch = (): NodeJS.Timeout => setTimeout(() => bytes.destroy(failure), silence);
  let [timer, since] = [watch(), performance.now()];
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      left -= chunk.length;
      time -= performance.now() - since - chunk.length / leastRate;
      if (left < 0) throw misbehaved(request, `it sends more than ${String(most)} bytes`);
      if (time < 0) throw misbehaved(request, 'it sends too little in too long a time');
      yield chunk;
      [timer, since] = [watch(), performance.now()];
    }
  } finally {
    clearTimeout(timer);
  }
}
