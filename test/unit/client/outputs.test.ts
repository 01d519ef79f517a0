import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readOutputs } from '../../../daemon/client/outputs.js';
import { channel, encodeClose, encodeFrame } from '../../../daemon/protocol/frames.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

describe('the outputs of a program', () => {
  test('are told apart, and each ends by itself', async () => {
    const { near, far } = await socketPair();
    const { stdout, stderr } = readOutputs(near);
    far.send(encodeFrame(channel.stdout, Buffer.from('out')));
    far.send(encodeFrame(channel.stderr, Buffer.from('err')));
    far.send(encodeClose(channel.stderr));
    expect(await text(stderr)).toBe('err');
    expect(stdout.readableEnded).toBe(false);
    far.send(encodeClose(channel.stdout));
    expect(await text(stdout)).toBe('out');
    expect(near.readyState).toBe(near.OPEN);
  });

  test('end with the socket, and hold what had come', async () => {
    const { near, far } = await socketPair();
    const { stdout, stderr } = readOutputs(near);
    far.send(encodeFrame(channel.stdout, Buffer.from('so far')));
    far.close(1000);
    expect(await Promise.all([text(stdout), text(stderr)])).toEqual(['so far', '']);
  });

  test('wait for whoever stops reading one of them', async () => {
    const { near, far } = await socketPair();
    const { stdout, stderr } = readOutputs(near);
    const piece = new Uint8Array(200_000);
    for (let i = 0; i < 100; i += 1) far.send(encodeFrame(channel.stdout, piece));
    far.close(1000);
    await sleep(200);
    expect(near.isPaused).toBe(true);
    let taken = 0;
    stdout.on('data', (chunk: Buffer) => (taken += chunk.length));
    stderr.resume();
    await once(stdout, 'end');
    expect(taken).toBe(20_000_000);
  });

  test('take no frame that is none of theirs', async () => {
    const { near, far } = await socketPair();
    readOutputs(near);
    far.send(encodeFrame(channel.stdin, Buffer.from('typed')));
    const [code] = (await once(far, 'close')) as [number];
    expect(code).toBe(1008);
  });
});
