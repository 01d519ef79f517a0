import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { channel, decodeFrame } from '../../../daemon/protocol/frames.js';
import { channelWritable } from '../../../daemon/transport/socketWriter.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

describe('a channel', () => {
  test('sends what is written in frames that fit, and a close at its end', async () => {
    const { near, far } = await socketPair();
    const out = channelWritable(near, channel.stdout);
    const text = Buffer.alloc(700_000, 'abc');
    const pieces: Uint8Array[] = [];
    const closed = new Promise<Uint8Array>((resolve) => {
      far.on('message', (data: Buffer) => {
        const frame = decodeFrame(data)!;
        if (frame.channel === channel.close) resolve(frame.payload);
        else pieces.push(frame.payload);
      });
    });
    out.end(text);
    expect(await closed).toEqual(Buffer.of(channel.stdout));
    expect(pieces.length).toBe(3);
    expect(Buffer.concat(pieces).equals(text)).toBe(true);
  });

  test('holds its writer while the other end does not read', async () => {
    const { near, far } = await socketPair();
    far.pause();
    const out = channelWritable(near, channel.stdout);
    let written = 0;
    while (out.write(Buffer.alloc(100_000)) && written < 50_000_000) {
      written += 100_000;
      await sleep(0);
    }
    expect(written).toBeLessThan(10_000_000);
    const drained = once(out, 'drain');
    far.resume();
    await drained;
  });

  test('fails when the socket has gone', async () => {
    const { near } = await socketPair();
    near.terminate();
    const out = channelWritable(near, channel.stdout);
    const failed = once(out, 'error');
    out.write('x');
    const [error] = (await failed) as [Error];
    expect(error.message).toBe('the byte stream is closed');
  });
});
