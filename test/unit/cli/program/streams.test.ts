import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { flushed, pipeStreams, type Piping } from '../../../../daemon/cli/program/streams.js';

const nothing = (): void => undefined;
const quiet: Piping = {
  interactive: false,
  discard: false,
  onOutput: nothing,
  onUnreadable: nothing,
  onClosed: nothing,
};

function streams() {
  const program = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const own = { stdin: Readable.from([Buffer.from('input')]), stdout: new PassThrough(), stderr: new PassThrough() };
  return { program, own };
}

describe('the streams of a run', () => {
  test('stdout and stderr stay apart, and own streams stay open', async () => {
    const { program, own } = streams();
    const piped = pipeStreams(program, own, quiet);
    program.stdout.end('out');
    program.stderr.end('err');
    await piped;
    expect(String(own.stdout.read())).toBe('out');
    expect(String(own.stderr.read())).toBe('err');
    expect(own.stdout.writable).toBe(true);
  });

  test('standard input is passed on to its end when asked for', async () => {
    const { program, own } = streams();
    const piped = pipeStreams(program, own, { ...quiet, interactive: true });
    expect(String(await buffer(program.stdin))).toBe('input');
    program.stdout.end();
    program.stderr.end();
    await piped;
  });

  test('standard input is left alone when not, so that a loop in a shell keeps its lines', async () => {
    const { program, own } = streams();
    const piped = pipeStreams(program, own, quiet);
    expect(await buffer(program.stdin)).toHaveLength(0);
    program.stdout.end();
    program.stderr.end();
    await piped;
    expect(own.stdin.readableDidRead).toBe(false);
  });

  test('a program that ends before it has read its input is no error', async () => {
    const { program, own } = streams();
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(1024));
      },
    });
    const piped = pipeStreams(program, { ...own, stdin: endless }, { ...quiet, interactive: true });
    program.stdin.destroy();
    program.stdout.end();
    program.stderr.end();
    await piped;
  });

  test('standard input that fails is told, and for the program it ends there, so that it does not wait for ever', async () => {
    const { program, own } = streams();
    const failing = new Readable({
      read() {
        this.push('head');
        this.destroy(new Error('i/o error'));
      },
    });
    const told: string[] = [];
    const onUnreadable = ({ message }: Error): void => {
      told.push(message);
    };
    const piped = pipeStreams(program, { ...own, stdin: failing }, { ...quiet, interactive: true, onUnreadable });
    await buffer(program.stdin);
    expect(told).toEqual(['i/o error']);
    program.stdout.end();
    program.stderr.end();
    await piped;
  });

  test('a reader that stops makes the program wait', async () => {
    const { program, own } = streams();
    const piped = pipeStreams(program, own, quiet);
    let written = 0;
    while (program.stdout.write(Buffer.alloc(16 * 1024)) && written < 1000) {
      written += 1;
      await turn();
    }
    expect(written).toBeLessThan(100);
    own.stdout.resume();
    program.stdout.end();
    program.stderr.end();
    await piped;
  });

  test('a reader that goes away is told once for each stream, and the rest is thrown away', async () => {
    const { program, own } = streams();
    let closed = 0;
    const gone = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const piped = pipeStreams(program, { ...own, stdout: gone }, { ...quiet, onClosed: () => (closed += 1) });
    for (let n = 0; n < 100; n += 1) program.stdout.write(Buffer.alloc(16 * 1024));
    program.stdout.end();
    program.stderr.end();
    await piped;
    expect(closed).toBe(1);
  });

  test('the first output is noticed, on either stream', async () => {
    const { program, own } = streams();
    let noticed = 0;
    const piped = pipeStreams(program, own, { ...quiet, onOutput: () => (noticed += 1) });
    program.stderr.end('x');
    program.stdout.end();
    await piped;
    expect(noticed).toBe(1);
  });

  test('with --json output is thrown away here, because the record holds it', async () => {
    const { program, own } = streams();
    const piped = pipeStreams(program, own, { ...quiet, discard: true });
    program.stdout.end(Buffer.alloc(1024 * 1024));
    program.stderr.end();
    await piped;
    expect(own.stdout.readableLength).toBe(0);
  });
});

describe('flushing', () => {
  test('waits until everything written was taken', async () => {
    const taken: string[] = [];
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        setTimeout(() => {
          taken.push(String(chunk));
          done();
        }, 5);
      },
    });
    slow.write('a');
    slow.write('b');
    await flushed(slow);
    expect(taken.filter((text) => text !== '')).toEqual(['a', 'b']);
  });

  test('does not wait for a stream that is gone', async () => {
    const stream = new PassThrough();
    stream.destroy();
    await flushed(stream);
  });
});
