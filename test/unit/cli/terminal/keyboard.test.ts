import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Keyboard } from '../../../../daemon/cli/terminal/keyboard.js';

/** A program that keeps what it is sent. */
function program(): Writable & { readonly text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return Object.assign(stream, { text: () => text });
}

describe('a keyboard', () => {
  test('passes what is typed on, but for the detach keys', async () => {
    const stdin = new PassThrough();
    const target = program();
    const keyboard = new Keyboard(stdin, [16, 17]);
    keyboard.to(target);
    stdin.write('ls\r');
    await turn();
    expect(target.text()).toBe('ls\r');
    stdin.write('x\u0010\u0011y');
    expect(await keyboard.left).toBe('detached');
    expect(target.text()).toBe('ls\rx');
  });

  test('keeps what is typed while nobody takes it, up to a bound', async () => {
    const stdin = new PassThrough({ highWaterMark: 1024 * 1024 });
    const keyboard = new Keyboard(stdin, [16, 17]);
    stdin.write('early ');
    await turn();
    stdin.write('x'.repeat(80 * 1024));
    await turn();
    stdin.write('late');
    await turn();
    const target = program();
    keyboard.to(target);
    await turn();
    expect(target.text()).toBe('early late');
  });

  test('goes on with another program where the first one was lost', async () => {
    const stdin = new PassThrough();
    const keyboard = new Keyboard(stdin, [16, 17]);
    const first = program();
    keyboard.to(first);
    first.destroy();
    stdin.write('a');
    await turn();
    keyboard.to(null);
    stdin.write('b');
    await turn();
    const second = program();
    keyboard.to(second);
    await turn();
    expect(second.text()).toBe('ab');
  });

  test('waits for a program that does not read', async () => {
    const stdin = new PassThrough({ highWaterMark: 16 });
    const pending: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void pending.push(done) });
    new Keyboard(stdin, [16, 17]).to(slow);
    stdin.write('first');
    await turn();
    stdin.write('second');
    await turn();
    expect(stdin.isPaused()).toBe(true);
    pending.shift()?.();
    await turn();
    await turn();
    expect(pending).toHaveLength(1);
  });

  test('leaves when the terminal has gone', async () => {
    const stdin = new PassThrough();
    const keyboard = new Keyboard(stdin, [16, 17]);
    keyboard.to(program());
    stdin.end();
    expect(await keyboard.left).toBe('detached');
  });

  test('stops reading when it is told to', async () => {
    const stdin = new PassThrough();
    const target = program();
    const keyboard = new Keyboard(stdin, [16, 17]);
    keyboard.to(target);
    keyboard.stop();
    stdin.write('later');
    await turn();
    expect(target.text()).toBe('');
    expect(stdin.listenerCount('end')).toBeLessThan(2);
  });
});
