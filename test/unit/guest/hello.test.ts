import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greet } from '../../../daemon/guest/hello.js';
import { expectFailure } from '../../helpers/failures.js';
import { answerGreeting, connectTo, port } from '../../helpers/guest/hostileAgent.js';
import { tries } from '../../helpers/full.js';

describe('the greeting', () => {
  test('finds the agent behind whatever came before, and keeps what comes behind it', async () => {
    const path = await port((socket) => {
      answerGreeting(socket, 'noise BELLGLASS/1 0123\n', (greeted) => greeted.write('first bytes'));
    });
    const socket = await connectTo(path);
    await greet(socket, 5000);
    const text = await new Promise<string>((resolve) => {
      let seen = '';
      socket.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.length >= 'first bytes'.length) resolve(seen);
      });
      socket.resume();
    });
    expect(text).toBe('first bytes');
  });

  test('is said again until it is heard', async () => {
    let heard = 0;
    const path = await port((socket) => {
      socket.on('data', (chunk: Buffer) => {
        heard += 1;
        if (heard === 3) socket.write(chunk.subarray(1));
      });
    });
    await greet(await connectTo(path), 5000);
    expect(heard).toBe(3);
  });

  test('is not answered by an old echo', async () => {
    const path = await port((socket) => {
      socket.write(`BELLGLASS/1 ${'0'.repeat(32)}\n`);
    });
    const error = await expectFailure('guest_silent', async () => {
      await greet(await connectTo(path), 300);
    });
    expect(error.data).toEqual({ request: 'the greeting', milliseconds: 300 });
  });

  test('ends with an error when the guest sends without end', async () => {
    const path = await port((socket) => {
      const flood = (): void => {
        while (socket.write(Buffer.alloc(65536, 'x')));
      };
      socket.on('drain', flood);
      flood();
    });
    await expectFailure('guest_misbehaved', async () => {
      await greet(await connectTo(path), 10_000);
    });
  });

  test('ends with an error when the guest closes the connection', async () => {
    const path = await port((socket) => socket.end());
    await expectFailure('guest_misbehaved', async () => {
      await greet(await connectTo(path), 5000);
    });
  });

  test('ends when it is aborted, with the reason', async () => {
    const socket = await connectTo(await port(() => undefined));
    const reason = new Error('enough');
    await expect(greet(socket, 5000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('finds its echo in any noise, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (noise, size) => {
        const path = await port((socket) => {
          socket.on('data', (chunk: Buffer) => {
            const all = Buffer.concat([noise, chunk.subarray(1)]);
            for (let at = 0; at < all.length; at += size) socket.write(all.subarray(at, at + size));
          });
        });
        const socket = await connectTo(path);
        await greet(socket, 5000);
        socket.destroy();
      }),
      tries(25),
    );
  });
});
