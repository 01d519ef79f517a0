import { decodePair, encodeDiskFrame, encodePair, longestFrame, type DiskFrame } from './frames.js';

/** One of a process's outputs. */
export type Output = 'stdout' | 'stderr';

/** Why output is not in a log. */
export type GapReason = 'unread' | 'unwritten' | 'overwritten';

/** Kinds of frames: the offsets at which a file begins; output, by docker's numbers; how much of an output is missing, and why. */
const kind = { start: 0, stdout: 1, stderr: 2 } as const;
const gaps = [
  ['stdout', 'unread', 3],
  ['stderr', 'unread', 4],
  ['stdout', 'unwritten', 5],
  ['stderr', 'unwritten', 6],
] as const;

/** How far each output has come, in bytes. */
export interface Offsets {
  readonly stdout: number;
  readonly stderr: number;
}

/** A frame of a log, taken apart. */
export type LogEntry =
  | { readonly start: Offsets }
  | { readonly output: Output; readonly bytes: Buffer }
  | { readonly output: Output; readonly missing: number; readonly reason: GapReason };

/** The frame that a file begins with. */
export function startFrame({ stdout, stderr }: Offsets): Buffer {
  return encodeDiskFrame(kind.start, encodePair(stdout, stderr));
}

/** The frames of some output. */
export function* outputFrames(output: Output, bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += longestFrame)
    yield encodeDiskFrame(kind[output], bytes.subarray(at, at + longestFrame));
}

/** The frame that says how many bytes are missing. */
export function gapFrame(output: Output, reason: Exclude<GapReason, 'overwritten'>, missing: number): Buffer {
  const row = gaps.find(([of, why]) => of === output && why === reason);
  return encodeDiskFrame(row?.[2] ?? 0, encodePair(missing, 0));
}

/** Takes a frame apart; null when it is none of a log. */
export function logEntry({ kind: of, payload }: DiskFrame): LogEntry | null {
  if (of === kind.stdout) return { output: 'stdout', bytes: payload };
  if (of === kind.stderr) return { output: 'stderr', bytes: payload };
  const pair = decodePair(payload);
  if (pair === null) return null;
  if (of === kind.start) return { start: { stdout: pair[0], stderr: pair[1] } };
  const gap = gaps.find(([, , number]) => number === of);
  return gap === undefined ? null : { output: gap[0], reason: gap[1], missing: pair[0] };
}

const gapWords: Readonly<Record<GapReason, string>> = {
  unread: 'were lost before they could be read',
  unwritten: 'are missing, since the disk was full',
  overwritten: 'were written over before they were read',
};

/** What a reader of the log is told about a gap. */
export function gapSentence(missing: number, reason: GapReason): string {
  return `\n[bellglass: ${String(missing)} bytes of output ${gapWords[reason]}]\n`;
}

/** Where the outputs are after an entry. */
export function after(at: Offsets, entry: LogEntry): Offsets {
  if ('start' in entry) return entry.start;
  const length = 'bytes' in entry ? entry.bytes.length : entry.missing;
  return { ...at, [entry.output]: at[entry.output] + length };
}
