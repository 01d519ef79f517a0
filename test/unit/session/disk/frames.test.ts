import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDiskFrames, decodePair, encodeDiskFrame, encodePair } from '../../../../daemon/session/disk/frames.js';
import { tries } from '../../../helpers/full.js';

const frame = fc.record({ kind: fc.integer({ min: 0, max: 255 }), payload: fc.uint8Array({ maxLength: 200 }) });

test('frames are read back, up to wherever a file was cut off', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 10 }), fc.nat(), (frames, at) => {
      const encoded = frames.map(({ kind, payload }) => encodeDiskFrame(kind, payload));
      const bytes = Buffer.concat(encoded);
      const cut = at % (bytes.length + 1);
      const { frames: read, end } = decodeDiskFrames(bytes.subarray(0, cut));
      expect(read).toEqual(
        frames.slice(0, read.length).map(({ kind, payload }) => ({ kind, payload: Buffer.from(payload) })),
      );
      expect(end).toBe(encoded.slice(0, read.length).reduce((sum, { length }) => sum + length, 0));
      expect(cut - end).toBeLessThan(encoded[read.length]?.length ?? 1);
    }),
    tries(),
  );
});

test('what says that it is longer than a frame is none', () => {
  const long = encodeDiskFrame(1, Buffer.alloc(11));
  expect(decodeDiskFrames(long, 10)).toEqual({ frames: [], end: 0 });
  expect(decodeDiskFrames(long, 11).end).toBe(19);
  expect(decodeDiskFrames(Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]))).toEqual({ frames: [], end: 0 });
});

test('pairs of numbers', () => {
  expect(decodePair(encodePair(0, Number.MAX_SAFE_INTEGER))).toEqual([0, Number.MAX_SAFE_INTEGER]);
  expect(decodePair(Buffer.alloc(16, 0xff))).toBeNull();
  expect(decodePair(Buffer.alloc(15))).toBeNull();
});
