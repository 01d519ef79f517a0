import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { bounded } from '../../../daemon/guest/bounded.js';
import { expectFailure } from '../../helpers/failures.js';

const request = 'GET /v1/thing';

async function read(bytes: Readable, most: number, silence?: number): Promise<string> {
  let text = '';
  for await (const chunk of bounded(bytes, { request, most, ...(silence === undefined ? {} : { silence }) }))
    text += chunk.toString();
  return text;
}

const of = (...chunks: string[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('what a guest sends', () => {
  test('is read as it comes', async () => {
    expect(await read(of('one', 'two'), 6)).toBe('onetwo');
    expect(await read(of(), 0)).toBe('');
  });

  test('is not read beyond its bound, and nothing more of it is taken', async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += 1;
        this.push(Buffer.alloc(1024));
      },
    });
    const { data } = await expectFailure('guest_misbehaved', async () => await read(endless, 5000));
    expect(data).toEqual({ request, issue: 'it sends more than 5000 bytes' });
    expect(endless.destroyed).toBe(true);
    expect(sent).toBeLessThan(100);
  });

  test('is not waited for when it is silent, at the beginning or later', async () => {
    for (const before of ['', 'beginning']) {
      const bytes = new PassThrough();
      if (before !== '') bytes.write(before);
      const { data } = await expectFailure('guest_silent', async () => await read(bytes, 100, 50));
      expect(data).toEqual({ request, milliseconds: 50 });
    }
  });

  test('is not waited for byte by byte', async () => {
    const bytes = new PassThrough();
    const trickle = setInterval(() => bytes.write('x'), 20);
    const bounds = { request, most: 1000, wait: 100 };
    const { data } = await expectFailure('guest_misbehaved', async () => {
      for await (const chunk of bounded(bytes, bounds)) expect(chunk).toHaveLength(1);
    });
    expect(data).toEqual({ request, issue: 'it sends too little in too long a time' });
    expect(bytes.destroyed).toBe(true);
    clearInterval(trickle);
  });

  test('may take as long as its reader does', async () => {
    let text = '';
    for await (const chunk of bounded(of('a', 'b', 'c'), { request, most: 3, silence: 50 })) {
      await sleep(100);
      text += chunk.toString();
    }
    expect(text).toBe('abc');
  });

  test('fails as its stream fails', async () => {
    const bytes = new PassThrough();
    bytes.write('beginning');
    setTimeout(() => bytes.destroy(new Error('reset')), 20);
    await expect(read(bytes, 100)).rejects.toThrow('reset');
  });
});
