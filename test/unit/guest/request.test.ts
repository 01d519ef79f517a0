import { Readable } from 'node:stream';
import fc from 'fast-check';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { ask, download, tell, type GuestRequest } from '../../../daemon/guest/request.js';
import { bellglassError } from '../../../daemon/protocol/errors.js';
import { expectFailure } from '../../helpers/failures.js';
import { sessionWith } from '../../helpers/guest/hostileAgent.js';
import { tries } from '../../helpers/full.js';

const get: GuestRequest = { method: 'GET', path: '/v1/thing?x=1', deadline: 5000 };
const shape = z.strictObject({ n: z.number() });

describe('a request to the agent', () => {
  test('sends its body and parses the answer', async () => {
    const session = await sessionWith((stream) => {
      stream.setEncoding('utf8').once('data', (body: string) => {
        stream.respond({ ':status': 200 });
        stream.end(body);
      });
    });
    expect(await ask(session, { ...get, method: 'POST', json: { n: 7 } }, shape)).toEqual({ n: 7 });
  });

  test('takes 204 for done', async () => {
    const session = await sessionWith((stream) => {
      if (!stream.destroyed) stream.respond({ ':status': 204 }, { endStream: true });
    });
    await tell(session, get);
  });

  test('is refused in the agent’s words', async () => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 404 });
      stream.end('{"code":"program_not_found","message":"no","data":{"program":"nope"}}');
    });
    expect(
      (
        await expectFailure('program_not_found', async () => {
          await tell(session, get);
        })
      ).data,
    ).toEqual({ program: 'nope' });
  });

  test.each([
    ['no JSON', 'garbage'],
    ['another shape', '{"n":"x"}'],
    ['a key more', '{"n":1,"m":2}'],
    ['a key that is longer than an error may be', `{"n":1,"${'k'.repeat(5000)}":2}`],
    ['nothing', ''],
  ])('answered with %s is misbehaviour', async (_what, body) => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(body);
    });
    const error = await expectFailure('guest_misbehaved', async () => await ask(session, get, shape));
    expect(error.data).toMatchObject({ request: 'GET /v1/thing' });
    // What crosses no border would take the run's record along.
    expect(bellglassError.parse(error)).toEqual(error);
  });

  test('answered with any bytes is an error or an answer, never anything else', async () => {
    const bodies: Uint8Array[] = [];
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(bodies.pop());
    });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
        bodies.push(body);
        await expectFailure('guest_misbehaved', async () => await ask(session, get, shape));
      }),
      tries(50),
    );
  });

  test('answered without end is cut off', async () => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      const flood = (): void => {
        while (!stream.destroyed && stream.write(Buffer.alloc(65536)));
      };
      stream.on('drain', flood);
      flood();
    });
    await expectFailure('guest_misbehaved', async () => await ask(session, get, shape));
  });

  test('never answered ends at its deadline, also when the body never ends', async () => {
    const silent = await sessionWith(() => undefined);
    await expectFailure('guest_silent', async () => await ask(silent, { ...get, deadline: 200 }, shape));
    const half = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('{"n"');
    });
    await expectFailure('guest_silent', async () => await ask(half, { ...get, deadline: 200 }, shape));
  });

  test('on a connection that breaks fails at once', async () => {
    const session = await sessionWith((stream) => stream.session?.destroy());
    await expectFailure('guest_misbehaved', async () => await ask(session, { ...get, deadline: null }, shape));
    await expectFailure('guest_misbehaved', async () => await ask(session, get, shape));
  });

  test('with a body is done when the agent answers, even if it did not read everything', async () => {
    const session = await sessionWith((stream) => {
      if (!stream.destroyed) stream.respond({ ':status': 204 }, { endStream: true });
    });
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65536));
      },
    });
    await tell(session, { method: 'PUT', path: '/v1/x', bytes: endless, deadline: 5000 });
    expect(endless.destroyed).toBe(true);
  });
});

test('a request whose own bytes cannot be read fails with their error, and blames no guest', async () => {
  const session = await sessionWith((stream) => {
    stream.resume();
    stream.once('end', () => {
      if (!stream.destroyed) stream.respond({ ':status': 204 }, { endStream: true });
    });
  });
  const unreadable = new Readable({
    read() {
      this.push('head');
      this.destroy(new Error('input/output error'));
    },
  });
  const told = tell(session, { method: 'PUT', path: '/v1/x', bytes: unreadable, deadline: 5000 });
  await expect(told).rejects.toThrow(/^input\/output error$/);
});

test('a connection that breaks while bytes are sent is the guest’s fault, not theirs', async () => {
  const session = await sessionWith((stream) => stream.session?.destroy());
  const endless = new Readable({
    read() {
      this.push(Buffer.alloc(65536));
    },
  });
  const put = { method: 'PUT', path: '/v1/x', bytes: endless, deadline: 5000 } as const;
  await expectFailure('guest_misbehaved', async () => {
    await tell(session, put);
  });
});

describe('a download', () => {
  test('is read as it comes', async () => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(3_000_000, 'x'));
    });
    let length = 0;
    for await (const chunk of await download(session, get)) length += (chunk as Buffer).length;
    expect(length).toBe(3_000_000);
  });

  test('stops the agent while nobody reads', async () => {
    let sent = 0;
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      const push = (): void => {
        for (;;) {
          sent += 65536;
          if (!stream.write(Buffer.alloc(65536))) break;
        }
      };
      stream.on('drain', push);
      push();
    });
    const stream = await download(session, get);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBeLessThan(8_000_000);
    stream.destroy();
  });

  test('that is refused is the refusal', async () => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 409 });
      stream.end('{"code":"stream_taken","message":"taken","data":{}}');
    });
    expect((await expectFailure('guest_refused', async () => await download(session, get))).data).toMatchObject({
      code: 'stream_taken',
    });
  });
});
