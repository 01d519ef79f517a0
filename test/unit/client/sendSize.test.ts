import { once } from 'node:events';
import { expect, test } from 'vitest';
import { sendSize } from '../../../daemon/client/sendSize.js';
import { channel, decodeFrame } from '../../../daemon/protocol/frames.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

test('a size is a frame of its channel in the words of v5.channel.k8s.io', async () => {
  const { near, far } = await socketPair();
  const arrived = once(far, 'message');
  sendSize(near, { rows: 24, cols: 80 });
  const [data] = (await arrived) as [Buffer];
  const frame = decodeFrame(data);
  expect(frame?.channel).toBe(channel.resize);
  expect(JSON.parse(Buffer.from(frame?.payload ?? []).toString('utf8'))).toEqual({ Width: 80, Height: 24 });
});
