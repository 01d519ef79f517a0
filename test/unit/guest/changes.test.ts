import type { ServerHttp2Stream } from 'node:http2';
import { describe, expect, test } from 'vitest';
import { readChanged, readChanges, settleGuest, surface } from '../../../daemon/guest/changes.js';
import type { GuestSession } from '../../../daemon/guest/session.js';
import type { ChangedLine } from '../../../daemon/protocol/wire/changes.js';
import { expectFailure } from '../../helpers/failures.js';
import { refuse } from '../../helpers/guest/sessionAgent.js';
import { sessionWith } from '../../helpers/guest/hostileAgent.js';
import { directory, file, link, removed } from '../../helpers/review/lines.js';

const lines: ChangedLine[] = [
  directory('d', { movedFrom: '/e', opaque: true }),
  file('d/a', { keptContent: true, links: 3 }),
  link('l', { bytes: '/w==' }),
  removed({ bytes: '/w==' }),
  file('line\u2028separator'),
];
const text = (...documents: unknown[]): string => documents.map((document) => `${JSON.stringify(document)}\n`).join('');

/** A guest that answers with those chunks. */
async function guestOf(...chunks: (string | Buffer)[]): Promise<GuestSession> {
  return await sessionWith((stream) => {
    stream.respond({ ':status': 200 });
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

describe('the changes of a guest', () => {
  test('are read line by line, however they are cut', async () => {
    const whole = Buffer.from(text(...lines, { count: lines.length }));
    const bytes = [...whole].map((byte) => Buffer.from([byte]));
    expect(await readChanges(await guestOf(whole), 10)).toEqual(lines);
    expect(await readChanges(await guestOf(...bytes), 10)).toEqual(lines);
  });

  test('may be none', async () => {
    expect(await readChanges(await guestOf(text({ count: 0 })), 0)).toEqual([]);
  });

  test.each([
    ['nothing', '', 'it is not whole'],
    ['no end', text(...lines), 'it is not whole'],
    ['another count', text(...lines, { count: 4 }), 'it is not whole'],
    ['half a line', text(...lines, { count: 5 }).slice(0, -1), 'it is not whole'],
    ['something after the end', text({ count: 0 }, ...lines), 'something follows its end'],
    ['two ends', text({ count: 0 }, { count: 0 }), 'something follows its end'],
    ['more than is taken', text(...lines, ...lines, ...lines, { count: 15 }), 'it has more than 10 entries'],
    ['a key more', text({ ...lines[0], more: 1 }), /./],
    ['a path that leads out', text({ ...file('a'), path: '../a' }), /./],
    [
      'bytes of a path that leads out',
      text(file({ bytes: Buffer.from('a/../../b\xff', 'latin1').toString('base64') })),
      /./,
    ],
    ['no JSON', 'garbage\n', /./],
    ['a line without an end', 'x'.repeat(100 * 1024), 'a line is longer than 98304 bytes'],
  ])('that are %s are misbehaviour', async (_what, answer, issue) => {
    const session = await guestOf(answer);
    const { data } = await expectFailure('guest_misbehaved', async () => await readChanges(session, 10));
    expect(data).toMatchObject({ request: 'GET /v1/changes', issue: expect.stringMatching(issue) as string });
  });

  test('that break off are none', async () => {
    const session = await sessionWith((stream) => {
      stream.respond({ ':status': 200 });
      stream.write(text(...lines), () => {
        stream.close(2);
      });
    });
    await expect(readChanges(session, 10)).rejects.toThrow();
  });

  test('that are refused are refused in the agent’s words', async () => {
    const session = await sessionWith((stream) => {
      refuse(stream, 404, 'file_not_found');
    });
    await expectFailure('guest_refused', async () => await readChanges(session, 10));
  });
});

describe('what a guest is told', () => {
  /** What was asked, and with which bodies. @param answer null: 204 */
  async function told(
    work: (session: GuestSession) => Promise<unknown>,
    answer: unknown = null,
  ): Promise<[string, unknown][]> {
    const asked: [string, unknown][] = [];
    const take = (stream: ServerHttp2Stream, request: string): void => {
      let body = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      stream.once('end', () => {
        asked.push([request, JSON.parse(body)]);
        if (answer === null) stream.respond({ ':status': 204 }, { endStream: true });
        else stream.end(JSON.stringify(answer));
      });
    };
    const session = await sessionWith((stream, path, method) => {
      take(stream, `${method} ${path}`);
    });
    await work(session);
    return asked;
  }

  test('is to end every process, after a grace', async () => {
    expect(await told(settleGuest, { room: null })).toEqual([['POST /v1/settle', { graceMillis: 2000 }]]);
  });

  test('when it is to settle it says what room is left for changes; anything else is misbehaviour', async () => {
    const room = { availableKiB: 7, files: 8 };
    const session = await guestOf(JSON.stringify({ room }));
    expect(await settleGuest(session)).toEqual(room);
    const odd = await guestOf(JSON.stringify({ room: { ...room, files: -1 } }));
    await expectFailure('guest_misbehaved', async () => await settleGuest(odd));
  });

  test('is to bring names among the changes, by their bytes and not too many at once', async () => {
    const paths = Array.from({ length: 130 }, (_, index) => Buffer.from(`/w/\xff${String(index)}`, 'latin1'));
    const asked = await told(async (session) => {
      await surface(session, paths);
    });
    expect(asked.map(([request]) => request)).toEqual(['POST /v1/surface', 'POST /v1/surface']);
    const names = asked.flatMap(([, body]) => (body as { paths: { bytes: string }[] }).paths);
    expect(names.map(({ bytes }) => Buffer.from(bytes, 'base64'))).toEqual(paths);
  });

  test('is nothing when there is no name to bring', async () => {
    const asked = await told(async (session) => {
      await surface(session, []);
    });
    expect(asked).toEqual([]);
  });
});

describe('a changed file', () => {
  async function read(bytes: AsyncIterable<Buffer>): Promise<string> {
    let content = '';
    for await (const chunk of bytes) content += chunk.toString();
    return content;
  }

  test('is read where overlayfs keeps it, by the bytes of its path', async () => {
    const asked: string[] = [];
    const session = await sessionWith((stream, path) => {
      asked.push(path);
      stream.respond({ ':status': 200 });
      stream.end('content');
    });
    expect(await read(await readChanged(session, Buffer.from('d/\xff &%', 'latin1'), 7))).toBe('content');
    const query = new URL(asked[0] ?? '', 'http://guest').search;
    expect(query).toMatch(/%2f%75%70%70%65%72%2f%64%2f%ff%20%26%25&length=7$/);
  });

  test('is not read beyond what was asked for', async () => {
    const session = await guestOf('content and more');
    await expectFailure('guest_misbehaved', async () => await read(await readChanged(session, Buffer.from('a'), 7)));
  });
});
