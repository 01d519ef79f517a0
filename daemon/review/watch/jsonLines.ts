import type { Readable } from 'node:stream';

/** The longest line, in bytes: a reply with lists of paths, each byte of which JSON may write as six. */
const longest = 64 * 1024 * 1024;

/** The lines of a stream as JSON values. What is no JSON, or too long, is null, and then there are no more. */
export async function* jsonLines(stream: Readable): AsyncGenerator<unknown, void> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const value = valueOf(Buffer.concat([...parts, rest.subarray(0, end)]));
      yield value;
      if (value === null) return;
      [parts, length] = [[], 0];
      rest = rest.subarray(end + 1);
    }
    parts.push(rest);
    length += rest.length;
    if (length > longest) {
      yield null;
      return;
    }
  }
}

function valueOf(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return null;
  }
}
