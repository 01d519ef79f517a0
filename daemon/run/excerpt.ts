import { limits } from '../protocol/limits.js';
import type { OutputExcerpt } from '../protocol/record/details.js';

/** The first and the last part of an output that passes by. It copies, since a piece of a few bytes may hold on to a large buffer. */
export class Excerpt {
  private readonly first: Buffer;
  private firstLength = 0;
  private readonly ring: Buffer;
  /** How much came behind the first part; the ring has the end of it, its oldest byte at `later % ring.length` once it is full. */
  private later = 0;

  /** @param size of each of the two parts, in bytes */
  constructor(private readonly size: number = limits.keptPart) {
    this.first = Buffer.alloc(size);
    this.ring = Buffer.alloc(size);
  }

  /** Takes in what comes next. */
  add(chunk: Buffer): void {
    const taken = chunk.copy(this.first, this.firstLength);
    this.firstLength += taken;
    const last = chunk.subarray(taken).subarray(-this.size);
    const at = (this.later + chunk.length - taken - last.length) % this.size;
    const before = last.copy(this.ring, at);
    last.copy(this.ring, 0, before);
    this.later += chunk.length - taken;
  }

  /** What is kept, as text; a letter of which a part is missing is left out. */
  get kept(): OutputExcerpt {
    const head = this.first.subarray(0, this.firstLength);
    if (this.later === 0) return { head: head.toString(), tail: '', omitted: 0 };
    const end = endOfLetters(head);
    const last = this.last();
    const missing = this.later - last.length;
    if (missing === 0) {
      const tail = Buffer.concat([head.subarray(end), last]);
      return { head: head.toString('utf8', 0, end), tail: tail.toString(), omitted: 0 };
    }
    const start = startOfLetters(last);
    return {
      head: head.toString('utf8', 0, end),
      tail: last.toString('utf8', start),
      omitted: missing + head.length - end + start,
    };
  }

  private last(): Buffer {
    if (this.later <= this.size) return this.ring.subarray(0, this.later);
    const at = this.later % this.size;
    return Buffer.concat([this.ring.subarray(at), this.ring.subarray(0, at)]);
  }
}

/** Where the last letter begins that is not whole; where there is none, the end. */
function endOfLetters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (!continues(byte)) return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Where the first letter begins. */
function startOfLetters(bytes: Buffer): number {
  const start = bytes.subarray(0, 4).findIndex((byte) => !continues(byte));
  return start === -1 ? 0 : start;
}

function continues(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
