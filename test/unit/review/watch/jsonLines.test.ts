import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { jsonLines } from '../../../../daemon/review/watch/jsonLines.js';

async function linesOf(...chunks: (string | Buffer)[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const line of jsonLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) found.push(line);
  return found;
}

test('a value is a line, however the lines are cut', async () => {
  const text = '{"a":"ü\u2028"}\n[1]\n"x"\n';
  const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  expect(await linesOf(text)).toEqual([{ a: 'ü\u2028' }, [1], 'x']);
  expect(await linesOf(...bytes)).toEqual(await linesOf(text));
});

test('what is cut off at the end is left out', async () => {
  expect(await linesOf('1\n{"a"')).toEqual([1]);
  expect(await linesOf()).toEqual([]);
});

test('what is no JSON is null, and the end', async () => {
  expect(await linesOf('1\nno\n2\n')).toEqual([1, null]);
});

test('a line without an end is not kept for ever', async () => {
  const mebibyte = Buffer.alloc(1024 * 1024, 'x');
  const endless = (async function* () {
    for (;;) yield await Promise.resolve(mebibyte);
  })();
  const lines = jsonLines(Readable.from(endless));
  expect(await lines.next()).toEqual({ value: null, done: false });
  expect((await lines.next()).done).toBe(true);
});
