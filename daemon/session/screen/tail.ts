/** Of a sequence that does not end this much is kept, in bytes: what it says is lost then, and nothing else. */
const most = 64 * 1024;

/** Bytes that begin a sequence: ESC, or the C1 controls in UTF-8 that are followed by something. */
const escape = 0x1b;
const c1 = { lead: 0xc2, opens: new Set([0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f]) } as const;

/** The end of an output that is the beginning of a sequence or of a character: whoever goes on from here must be told it. */
export class Tail {
  private kept: Buffer = Buffer.alloc(0);

  /** @param between whether the parser stood between two sequences after these bytes */
  push(bytes: Uint8Array, between: boolean): void {
    if (between) {
      this.kept = cutCharacter(Buffer.concat([this.kept.subarray(-3), bytes.subarray(-3)]));
      return;
    }
    const all = Buffer.concat([this.kept, bytes]);
    this.kept = Buffer.from(all.subarray(Math.max(lastOpening(all), 0)).subarray(0, most));
  }

  get bytes(): Buffer {
    return this.kept;
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
