import type { Readable } from 'node:stream';
import { BellglassFailure } from '../protocol/errors.js';
import { misbehaved } from './refusal.js';

/** How long a guest may be silent while it is read, in milliseconds; an emulated one under load needs seconds. */
const longestSilence = 20_000;

/** What may be read. */
export interface Bounds {
  /** The method and path, for errors. */
  readonly request: string;
  /** In bytes. */
  readonly most: number;
  /** In milliseconds. */
  readonly silence?: number;
}

/**
 * The bytes of a guest's answer, however many it would send. Only the guest's time counts, not that of whoever reads.
 * @throws BellglassFailure guest_misbehaved for one byte more, guest_silent; the stream's own error
 */
export async function* bounded(
  bytes: Readable,
  { request, most, silence = longestSilence }: Bounds,
): AsyncGenerator<Buffer> {
  let left = most;
  const failure = new BellglassFailure({ code: 'guest_silent', data: { request, milliseconds: silence } });
  const watch = (): NodeJS.Timeout => setTimeout(() => bytes.destroy(failure), silence);
  let timer = watch();
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      left -= chunk.length;
      if (left < 0) throw misbehaved(request, `it sends more than ${String(most)} bytes`);
      yield chunk;
      timer = watch();
    }
  } finally {
    clearTimeout(timer);
  }
}
