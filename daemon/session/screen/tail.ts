/** Of a sequence that does not end this much is kept, in bytes: what it says is lost then, and nothing else. */
const most = 64 * 1024;

/** Bytes that begin a sequence: ESC, or the C1 controls in UTF-8 that are followed by something. */
const escape = 0x1b;
const c1 = { lead: 0xc2, opens: new Set([0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f]) } as const;

/** The end of an output that is the beginning of a sequence or of a character: whoever goes on from here must be told it. */
export class Tail {
  private room = Buffer.alloc(64);
  private length = 0;

  /** @param between whether the parser stood between two sequences after these bytes */
  push(bytes: Uint8Array, between: boolean): void {
    if (between) {
      this.replace(cutCharacter(Buffer.concat([this.kept.subarray(-3), bytes.subarray(-3)])));
      return;
    }
    // What is kept has been searched, but for an opening that its last byte and the first new one are together.
    const recent = Buffer.concat([this.kept.subarray(-1), bytes]);
    const opening = lastOpening(recent);
    if (opening >= 0) this.replace(recent.subarray(opening));
    else this.append(bytes);
  }

  get bytes(): Buffer {
    return Buffer.from(this.kept);
  }

  private get kept(): Buffer {
    return this.room.subarray(0, this.length);
  }

  private replace(bytes: Buffer): void {
    this.length = 0;
    this.append(bytes);
  }

  // A program may write a sequence byte by byte: nothing is copied as often.
  private append(bytes: Uint8Array): void {
    const fitting = bytes.subarray(0, most - this.length);
    const length = this.length + fitting.length;
    if (length > this.room.length) {
      const larger = Buffer.alloc(Math.min(most, length * 2));
      larger.set(this.kept);
      this.room = larger;
    }
    this.room.set(fitting, this.length);
    this.length = length;
  }
}

/** A beginning of a character at the end, or nothing. */
function cutCharacter(end: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, end.length); back++) {
    const byte = end[end.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? Buffer.from(end.subarray(-back)) : Buffer.alloc(0);
  }
  return Buffer.alloc(0);
}

function lastOpening(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at];
    if (byte === escape) return at;
    if (byte === c1.lead && c1.opens.has(bytes[at + 1] ?? 0)) return at;
  }
  return -1;
}
