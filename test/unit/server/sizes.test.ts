import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { sendSize } from '../../../daemon/client/sendSize.js';
import { channel, encodeFrame } from '../../../daemon/protocol/frames.js';
import type { TerminalSize } from '../../../daemon/protocol/sandbox/session.js';
import { sizes } from '../../../daemon/server/sizes.js';
import { readFrames } from '../../../daemon/transport/frameReader.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';
import { until } from '../../helpers/waiting.js';

/** A client, and the sizes that the daemon's side understood. */
async function pairOfSizes() {
  const { near, far } = await socketPair();
  const seen: TerminalSize[] = [];
  const sink = sizes(far, (size) => seen.push(size));
  readFrames(far, new Map([[channel.resize, sink]]));
  return { near, seen };
}

describe('sizes of a terminal', () => {
  test('arrive as they were sent, in their order', async () => {
    const { near, seen } = await pairOfSizes();
    sendSize(near, { rows: 24, cols: 80 });
    sendSize(near, { rows: 1000, cols: 1 });
    await until({ what: 'both sizes', milliseconds: 5000 }, () => (seen.length === 2 ? seen : null));
    expect(seen).toEqual([
      { rows: 24, cols: 80 },
      { rows: 1000, cols: 1 },
    ]);
  });

  test('are not sent on a stream that has ended', async () => {
    const { near } = await pairOfSizes();
    near.close();
    await once(near, 'close');
    expect(() => {
      sendSize(near, { rows: 24, cols: 80 });
    }).not.toThrow();
  });

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no rows', '{"Width":80,"Height":0}'],
    ['too many columns', '{"Width":1001,"Height":24}'],
    ['half a row', '{"Width":80,"Height":24.5}'],
    ['words', '{"Width":"80","Height":"24"}'],
    ['a size behind much else', `{"Width":80,"Height":24${' '.repeat(2000)}}`],
  ])('that are %s end the stream', async (_what, message) => {
    const { near, seen } = await pairOfSizes();
    near.send(encodeFrame(channel.resize, Buffer.from(message)));
    const [code] = (await once(near, 'close')) as [number];
    expect([code, seen]).toEqual([1008, []]);
  });
});
