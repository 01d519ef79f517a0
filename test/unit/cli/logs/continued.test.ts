import fc from 'fast-check';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { Continued, LogOverwritten } from '../../../../daemon/cli/logs/continued.js';
import { tries } from '../../../helpers/full.js';

const reading = (...chunks: string[]): Readable => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('an output over several readings of its log', () => {
  test('has every byte once', async () => {
    const output = new Continued();
    const all = buffer(output.readable);
    expect(await output.add(reading('one ', 'two '))).toBe(true);
    expect(await output.add(reading('on', 'e two three '))).toBe(true);
    expect(await output.add(reading('one two three four'))).toBe(true);
    output.end();
    expect(String(await all)).toBe('one two three four');
  });

  test('says of a reading that broke off before its new part that it did', async () => {
    const output = new Continued();
    const all = buffer(output.readable);
    await output.add(reading('one two'));
    expect(await output.add(reading('one'))).toBe(false);
    expect(await output.add(reading())).toBe(false);
    expect(await output.add(reading('one two three'))).toBe(true);
    output.end();
    expect(String(await all)).toBe('one two three');
  });

  test('does not go on with a log that begins otherwise', async () => {
    const output = new Continued();
    output.readable.resume();
    await output.add(reading('one two'));
    await expect(output.add(reading('two three four'))).rejects.toThrow(LogOverwritten);
  });

  test('drops what comes after its end', async () => {
    const output = new Continued();
    output.readable.resume();
    output.end();
    expect(await output.add(reading('late'))).toBe(true);
  });

  test('waits for a reader that is slow', async () => {
    const output = new Continued();
    const size = output.readable.writableHighWaterMark * 4;
    const added = output.add(reading('x'.repeat(size), 'y'));
    expect(await Promise.race([added, new Promise((resolve) => setTimeout(resolve, 20, 'waits'))])).toBe('waits');
    const all = buffer(output.readable);
    await added;
    output.end();
    expect((await all).length).toBe(size + 1);
  });

  test('is what the longest reading was, however readings break off and are cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 50 })), { maxLength: 6 }),
        async (bytes, readings) => {
          const output = new Continued();
          const all = buffer(output.readable);
          for (const [end, size] of [...readings, [bytes.length, 7] as const]) {
            const part = Buffer.from(bytes.subarray(0, end));
            const pieces = Array.from({ length: Math.ceil(part.length / size) }, (_, index) =>
              part.subarray(index * size, (index + 1) * size),
            );
            await output.add(Readable.from(pieces));
          }
          output.end();
          expect(await all).toEqual(Buffer.from(bytes));
        },
      ),
      tries(),
    );
  });
});
