import { expect, test } from 'vitest';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import type { ProcessRequest } from '../../../../daemon/protocol/wire/agent.js';
import { succeeds } from '../../../../daemon/run/program/succeeds.js';
import { sessionWith } from '../../../helpers/guest/hostileAgent.js';

const request: ProcessRequest = { argv: ['/bin/true'], env: {}, cwd: '/', user: null, stdin: false, limits: {} };

/** A guest whose processes end so; null: never. */
async function guestWhere(end: { exitCode: number | null; signal: number | null } | null) {
  const asked: string[] = [];
  const session = await sessionWith((stream, path) => {
    asked.push(path);
    if (path.endsWith('/wait') && end === null) return;
    if (path.endsWith('/signal')) stream.respond({ ':status': 204 }, { endStream: true });
    else {
      const used = { outOfMemory: false, userMicros: 1, systemMicros: 1, maxRssKiB: 1 };
      stream.respond({ ':status': 200 });
      stream.end(JSON.stringify(path.endsWith('/wait') ? { ...end, ...used } : { id: 7, pid: 8 }));
    }
  });
  return { session, asked };
}

test.each([
  [0, null, true],
  [9, null, false],
  [null, 9, false],
] as const)('a process that ends with %s, by signal %s, succeeds: %s', async (exitCode, signal, expected) => {
  const { session, asked } = await guestWhere({ exitCode, signal });
  expect(await succeeds(session, request)).toBe(expected);
  expect(asked).toEqual(['/v1/processes', '/v1/processes/7/wait']);
});

test('a process that does not end in time is ended, and has not succeeded', async () => {
  const { session, asked } = await guestWhere(null);
  expect(await succeeds(session, request, 50)).toBe(false);
  expect(asked.at(-1)).toBe('/v1/processes/7/signal');
});

test('a machine that goes meanwhile is no answer', async () => {
  const { session } = await guestWhere(null);
  const answer = succeeds(session, request);
  setTimeout(() => {
    session.destroy();
  }, 100);
  await expect(answer).rejects.toBeInstanceOf(BellglassFailure);
});
