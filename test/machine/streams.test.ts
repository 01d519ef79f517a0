import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const mebibyte = 1024 * 1024;

/** Sends `mebibytes` through `cat` in a sandbox; each MiB differs from the others. */
async function throughCat(
  mebibytes: number,
): Promise<{ status: number | null; sent: string; received: string; bytes: number }> {
  const block = randomBytes(mebibyte);
  const { child, ended } = session.start(['run', '-i', '--mode', 'none', '--', 'cat'], {
    keepStdin: true,
    limit: 170_000,
  });
  const sent = createHash('sha256');
  const received = createHash('sha256');
  let bytes = 0;
  child.stdout.removeAllListeners('data');
  child.stdout.on('data', (chunk: Buffer) => {
    received.update(chunk);
    bytes += chunk.length;
  });
  for (let index = 0; index < mebibytes; index++) {
    const part = Buffer.from(block);
    part.writeUInt32LE(index);
    sent.update(part);
    if (child.stdin?.write(part) === false) await once(child.stdin, 'drain');
  }
  child.stdin?.end();
  const { status } = await ended;
  return { status, sent: sent.digest('hex'), received: received.digest('hex'), bytes };
}

describe('standard input reaches the program and its output comes back, byte for byte', () => {
  test.each([64, 1024])('%i MiB each way', async (mebibytes) => {
    const { sent, ...seen } = await throughCat(mebibytes);
    expect(seen).toEqual({ status: 0, received: sent, bytes: mebibytes * mebibyte });
  });

  test('16 MiB in writes of 200 bytes', async () => {
    const content = randomBytes(16 * mebibyte);
    const script = 'cat >/tmp/in; dd if=/tmp/in bs=200 status=none';
    const ended = await session.run(['-i', '--mode', 'none', '--', 'sh', '-c', script], { stdin: content });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.bytes.equals(content)).toBe(true);
  });
});

test('standard output and standard error stay apart', async () => {
  const ended = await session.sh('for i in 1 2 3; do echo out $i; echo err $i >&2; done');
  expect(ended).toMatchObject({ status: 0, stdout: 'out 1\nout 2\nout 3\n', stderr: 'err 1\nerr 2\nerr 3\n' });
});

test('without -i the program reads nothing', async () => {
  const ended = await session.run(['--', 'sh', '-c', 'cat; echo end'], { stdin: 'not for you\n' });
  expect(ended).toMatchObject({ status: 0, stdout: 'end\n' });
});

test('a program that does not read its input ends as it likes', async () => {
  const ended = await session.run(['-i', '--', 'sh', '-c', 'exit 4'], { stdin: Buffer.alloc(4 * mebibyte) });
  expect(ended).toMatchObject({ status: 4, stderr: '' });
});

test('output without an end of line, and bytes that are no text, come as they are', async () => {
  const ended = await session.sh(String.raw`printf '\000\377\r\nno end'`);
  expect(ended.bytes).toEqual(Buffer.from('\u0000\u00ff\r\nno end', 'latin1'));
});

test('input and output can take turns', async () => {
  const { child, ended, seen } = session.start(
    ['run', '-i', '--', 'sh', '-c', 'while read -r line; do echo "<$line>"; done'],
    { keepStdin: true },
  );
  for (const word of ['one', 'two']) {
    child.stdin?.write(`${word}\n`);
    await seen(new RegExp(`<${word}>`));
  }
  child.stdin?.end();
  expect(await ended).toMatchObject({ status: 0, stdout: '<one>\n<two>\n' });
});
