import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { channel, encodeClose, encodeFrame } from '../../../daemon/protocol/frames.js';
import { readFrames } from '../../../daemon/transport/frameReader.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

/** A sink that takes a chunk only when it is let. */
function slowSink() {
  const held: (() => void)[] = [];
  let length = 0;
  const sink = new Writable({
    highWaterMark: 1024,
    write(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      held.push(done);
    },
  });
  return {
    sink,
    taken: () => length,
    release: () => {
      for (const done of held.splice(0)) done();
    },
  };
}

describe('frames', () => {
  test('go to their channels’ sinks in order, and a close ends one of them', async () => {
    const { near, far } = await socketPair();
    const chunks: Buffer[] = [];
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    readFrames(far, new Map([[channel.stdin, sink]]));
    near.send(encodeFrame(channel.stdin, Buffer.from('one ')));
    near.send(encodeFrame(channel.stdin, Buffer.from('two')));
    near.send(encodeClose(channel.stdin));
    await once(sink, 'finish');
    expect(Buffer.concat(chunks).toString()).toBe('one two');
  });

  test('stop the sender while the sink is full', async () => {
    const { near, far } = await socketPair();
    const { sink, taken, release } = slowSink();
    readFrames(far, new Map([[channel.stdin, sink]]));
    const piece = new Uint8Array(200_000);
    for (let i = 0; i < 100; i += 1) near.send(encodeFrame(channel.stdin, piece));
    await sleep(200);
    expect(far.isPaused).toBe(true);
    expect(near.bufferedAmount).toBeGreaterThan(10_000_000);
    const done = once(sink, 'finish');
    near.send(encodeClose(channel.stdin));
    const releasing = setInterval(release, 1);
    await done;
    clearInterval(releasing);
    expect(taken()).toBe(20_000_000);
  });

  test('go on when a full sink is destroyed', async () => {
    const { near, far } = await socketPair();
    const { sink } = slowSink();
    readFrames(far, new Map([[channel.stdin, sink]]));
    near.send(encodeFrame(channel.stdin, new Uint8Array(5000)));
    const paused = (): boolean => far.isPaused;
    while (!paused()) await sleep(1);
    sink.destroy();
    while (paused()) await sleep(1);
    expect(far.readyState).toBe(far.OPEN);
  });

  test.each([
    ['text', 'text'],
    ['nothing', Buffer.alloc(0)],
    ['a channel that is not theirs', encodeFrame(channel.stdout, Buffer.from('x'))],
    ['a channel that does not exist', Buffer.of(9, 9)],
  ])('with %s end the socket', async (_what, data) => {
    const { near, far } = await socketPair();
    readFrames(far, new Map([[channel.stdin, new Writable()]]));
    near.send(data);
    const [code] = (await once(near, 'close')) as [number];
    expect(code).toBe(1008);
  });
});
