import { describe, expect, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import { smallest, Viewer } from '../../../daemon/session/viewers.js';

const size = { rows: 24, cols: 80 };

/** A client that takes what it is sent only when it is told to. */
function slowClient(): { viewer: Viewer; sent: string[]; take: () => void; ended: unknown[] } {
  const sent: string[] = [];
  const ended: unknown[] = [];
  let waiting: (() => void)[] = [];
  const outlet = {
    send: (bytes: Uint8Array, done: () => void) => {
      sent.push(bytes.length > 100 ? 'much' : Buffer.from(bytes).toString());
      waiting.push(done);
    },
    end: (info: unknown) => ended.push(info),
  };
  const take = (): void => {
    const now = waiting;
    waiting = [];
    now.forEach((done) => {
      done();
    });
  };
  return { viewer: new Viewer(outlet, size, () => Buffer.from('screen')), sent, take, ended };
}

describe('a client that does not read', () => {
  test('misses what is live, and gets the screen when it reads again', () => {
    const { viewer, sent, take } = slowClient();
    viewer.push(Buffer.alloc(limits.highWater + 1));
    viewer.push(Buffer.from('missed'));
    viewer.push(Buffer.from('missed too'));
    viewer.refresh();
    expect(sent).toEqual(['much']);
    take();
    viewer.push(Buffer.from('live'));
    expect(sent).toEqual(['much', 'screen', 'live']);
  });

  test('is sent no screens that wait for each other', () => {
    const { viewer, sent, take } = slowClient();
    viewer.push(Buffer.alloc(limits.highWater + 1));
    for (let n = 0; n < 100; n++) viewer.push(Buffer.alloc(1000));
    for (let n = 0; n < 100; n++) viewer.refresh();
    expect(sent).toEqual(['much']);
    take();
    expect(sent).toEqual(['much', 'screen']);
  });

  test('sees the last screen all the same', () => {
    const { viewer, sent, ended } = slowClient();
    viewer.push(Buffer.alloc(limits.highWater + 1));
    viewer.push(Buffer.from('missed'));
    viewer.end(null);
    expect([sent, ended]).toEqual([['much', 'screen'], [null]]);
  });
});

test('one that reads sees everything, however much', () => {
  const { viewer, sent, take } = slowClient();
  for (let n = 0; n < 5; n++) {
    viewer.push(Buffer.alloc(limits.highWater));
    take();
  }
  expect(sent).toEqual(Array(5).fill('much'));
});

test('the smallest rows and the smallest columns win', () => {
  const of = (rows: number, cols: number): Viewer =>
    new Viewer({ send: () => undefined, end: () => undefined }, { rows, cols }, () => Buffer.alloc(0));
  expect(smallest([])).toBeNull();
  expect(smallest([of(40, 70), of(20, 90), of(30, 80)])).toEqual({ rows: 20, cols: 70 });
});
