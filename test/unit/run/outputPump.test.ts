import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { OutputPump } from '../../../daemon/run/outputPump.js';
import { limits } from '../../../daemon/protocol/limits.js';

const nothing = (): void => undefined;

describe('an output', () => {
  test('is carried to its reader, and its first byte told once', async () => {
    let first = 0;
    const sink = new PassThrough();
    const pump = new OutputPump(Readable.from([Buffer.from('one '), Buffer.from('two')]), sink, false, () => {
      first += 1;
    });
    await pump.done;
    expect((sink.read() as Buffer).toString()).toBe('one two');
    expect(first).toBe(1);
  });

  test('waits for a reader that does not read', async () => {
    let produced = 0;
    const source = new Readable({
      read() {
        produced += 65536;
        this.push(Buffer.alloc(65536));
      },
    });
    const sink = new PassThrough({ highWaterMark: 65536 });
    const pump = new OutputPump(source, sink, false, nothing);
    await sleep(100);
    expect(produced).toBeLessThan(1_000_000);
    const settled = pump.settled();
    expect(await Promise.race([settled.then(() => 'settled'), sleep(600, 'waiting')])).toBe('waiting');
    sink.destroy();
    source.push(null);
    source.destroy();
    await settled;
  });

  test('goes on without its reader when that has gone', async () => {
    const sink = new Writable();
    sink.destroy();
    const pump = new OutputPump(Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), sink, false, nothing);
    await pump.done;
  });

  test('that comes after its sink was ended spoils nothing that the reader has yet to read', async () => {
    const source = new PassThrough();
    const sink = new PassThrough();
    const pump = new OutputPump(source, sink, false, nothing);
    source.write('before');
    await sleep(20);
    sink.end();
    source.end('after');
    await pump.done;
    expect([sink.destroyed, (sink.read() as Buffer).toString()]).toEqual([false, 'before']);
  });

  test('that is kept is kept up to the bound, and the rest is counted as missing', async () => {
    const pieces = Array.from({ length: 5 }, () => Buffer.alloc(limits.capture / 4, 'x'));
    const pump = new OutputPump(Readable.from(pieces), new PassThrough(), true, nothing);
    await pump.done;
    expect(pump.text).toHaveLength(limits.capture);
    expect(pump.truncated).toBe(true);
    const whole = new OutputPump(Readable.from([Buffer.from('all')]), new PassThrough(), true, nothing);
    await whole.done;
    expect([whole.text, whole.truncated]).toEqual(['all', false]);
  });

  test('that a guest never ends is given up after silence, not before', async () => {
    const source = new PassThrough();
    const pump = new OutputPump(source, new PassThrough(), false, nothing);
    const beat = setInterval(() => source.write('x'), 100);
    const settled = pump.settled();
    expect(await Promise.race([settled.then(() => 'settled'), sleep(700, 'waiting')])).toBe('waiting');
    clearInterval(beat);
    await settled;
  });
});
