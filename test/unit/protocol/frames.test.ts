import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channel, decodeFrame, encodeClose, encodeFrame, framePieces } from '../../../daemon/protocol/frames.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { tries } from '../../helpers/full.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('frames', () => {
  test('have the channels of v5.channel.k8s.io', () => {
    expect(channel).toEqual({ stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 });
  });

  test('come out as they went in', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2, 3, 4), fc.uint8Array({ maxLength: 4096 }), (to, payload) => {
        const frame = decodeFrame(encodeFrame(to, payload));
        expect(frame?.channel).toBe(to);
        expect([...(frame?.payload ?? [])]).toEqual([...payload]);
      }),
      tries(),
    );
  });

  test('are refused or taken, never thrown about, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
        const frame = decodeFrame(any);
        if (frame !== null) expect(Object.values(channel)).toContain(frame.channel);
      }),
      tries(),
    );
  });

  test('name the channel that they close', () => {
    expect([...encodeClose(channel.stdin)]).toEqual([255, 0]);
    expect(decodeFrame(encodeClose(channel.stderr))?.payload).toEqual(Uint8Array.of(2));
  });

  test.each([
    ['nothing', Uint8Array.of()],
    ['a channel that does not exist', Uint8Array.of(7, 1)],
    ['a close of no channel', Uint8Array.of(255)],
    ['a close of a channel that does not exist', Uint8Array.of(255, 9)],
    ['a close of two channels', Uint8Array.of(255, 0, 1)],
    ['more than fits', new Uint8Array(limits.streamFrame + 1)],
  ])('that are %s are none', (_what, frame) => {
    expect(decodeFrame(frame)).toBeNull();
  });

  test('are never made too long', () => {
    expect(() => encodeFrame(channel.stdout, new Uint8Array(limits.streamFrame))).toThrow(RangeError);
  });

  test('take a long text in pieces that fit', () => {
    const text = new Uint8Array(limits.streamFrame * 2 + 5).fill(7);
    const pieces = [...framePieces(text)];
    expect(pieces.map((piece) => encodeFrame(channel.stdout, piece).length)).toEqual([
      limits.streamFrame,
      limits.streamFrame,
      8,
    ]);
    expect([...framePieces(bytes(''))]).toEqual([]);
  });
});
