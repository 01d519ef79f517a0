import { once } from 'node:events';
import type { WebSocket } from 'ws';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSocket } from '../../../daemon/client/openSocket.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { PROTOCOL_VERSION, VERSION } from '../../../daemon/protocol/version.js';
import { readOrMakeToken } from '../../../daemon/state/token.js';
import { connectIn, logOf, makeWorld, useDaemonProgram, type World } from '../../helpers/daemon/daemonProgram.js';
import { expectFailure } from '../../helpers/failures.js';
import { requestOf } from '../../helpers/daemon/request.js';
import { tries } from '../../helpers/full.js';

const { program } = useDaemonProgram();

const hello = { protocol: PROTOCOL_VERSION, version: VERSION, client: 'test' };

/** A connection that sends what the test says, and no hello by itself. */
async function bare(world: World): Promise<WebSocket> {
  await connectIn(world, program);
  return (await openSocket(world.paths.socket, readOrMakeToken(world.paths.token), '/rpc'))!;
}

async function call(socket: WebSocket, method: string, params: unknown): Promise<unknown> {
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  const [answer] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(answer.toString()) as unknown;
}

describe('a call', () => {
  test('before hello, or after one of another protocol, is refused; ending the daemon is not', async () => {
    const socket = await bare(makeWorld());
    const refused = { error: { data: { code: 'hello_expected', data: {} } } };
    expect(await call(socket, 'machine.list', {})).toMatchObject(refused);
    expect(await call(socket, 'hello', { ...hello, protocol: 99 })).toMatchObject({
      result: { protocol: PROTOCOL_VERSION },
    });
    expect(await call(socket, 'machine.list', {})).toMatchObject(refused);
    expect(await call(socket, 'hello', hello)).toMatchObject({ result: { version: VERSION } });
    expect(await call(socket, 'machine.list', {})).toMatchObject({ result: { machines: [] } });
    expect(await call(socket, 'daemon.stop', { onlyIfIdle: false })).toMatchObject({ result: { stopping: true } });
  });

  test('with parameters that are not its own is refused, and says which', async () => {
    const socket = await bare(makeWorld());
    await call(socket, 'hello', hello);
    const issue = async (params: unknown): Promise<unknown> => await call(socket, 'run.start', params);
    expect(await issue({ ...requestOf(['true']), cpus: -1 })).toMatchObject({
      error: {
        data: {
          code: 'bad_request',
          data: { method: 'run.start', issue: expect.stringMatching(/^cpus: /) as unknown },
        },
      },
    });
    expect(await issue({})).toMatchObject({ error: { data: { code: 'bad_request' } } });
    expect(await issue([1, 2])).toMatchObject({ error: expect.anything() as unknown });
    expect(await call(socket, 'no.such.method', {})).toMatchObject({ error: { code: -32601 } });
  });

  test('about another connection’s run is about no run', async () => {
    const world = makeWorld();
    const [one, two] = [await connectIn(world, program), await connectIn(world, program)];
    const { runId } = await one.call('run.start', requestOf(['true']));
    for (const method of ['run.wait', 'run.cancel'] as const)
      await expectFailure('unknown_run', async () => await two.call(method, { runId }));
    await expectFailure('unknown_run', async () => await two.call('run.signal', { runId, signal: 9 }));
    expect((await one.call('run.wait', { runId })).outcome).toBe('failed');
  });
});

describe('a client that stays', () => {
  test.each([true, false])('may start any number of runs, one after the other, with capture %j', async (capture) => {
    const daemon = await connectIn(makeWorld(), program);
    const one = async (): Promise<string> => {
      const { runId } = await daemon.call('run.start', requestOf(['true'], { capture }));
      expect((await daemon.call('run.wait', { runId })).outcome).toBe('failed');
      return runId;
    };
    const first = await one();
    for (let count = 1; count <= limits.runs; count += 1) await one();
    await expectFailure('unknown_run', async () => await daemon.call('run.wait', { runId: first }));
  });

  test('gets too_many_runs while it waits for none of them', async () => {
    const daemon = await connectIn(makeWorld(), program);
    const start = async () => await daemon.call('run.start', requestOf(['true']));
    for (let count = 0; count < limits.runs; count += 1) await start();
    expect((await expectFailure('too_many_runs', start)).data).toEqual({ limit: limits.runs });
  });
});

describe('a daemon', () => {
  test('goes on whatever messages it is sent', async () => {
    const world = makeWorld();
    const socket = await bare(world);
    socket.on('message', () => undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .record({
              jsonrpc: fc.constant('2.0'),
              id: fc.anything(),
              method: fc.constantFrom('hello', 'run.start', 'run.wait', '$/cancelRequest', 'x'),
              params: fc.anything(),
            })
            .map((m) => JSON.stringify(m, (_key, value: unknown) => (typeof value === 'bigint' ? 0 : value))),
        ),
        async (text) => {
          await new Promise((resolve) => {
            socket.send(text, resolve);
          });
        },
      ),
      tries(200),
    );
    const daemon = await connectIn(world, program);
    expect(await daemon.call('machine.list', {})).toEqual({ machines: [] });
    expect(logOf(world)).not.toContain('fault:');
  });

  test('without its native parts runs nothing anywhere, and names what is missing', async () => {
    const daemon = await connectIn(makeWorld(), program);
    const { runId } = await daemon.call('run.start', requestOf(['touch', '/tmp/bellglass-was-here']));
    const record = await daemon.call('run.wait', { runId });
    expect(record).toMatchObject({
      outcome: 'failed',
      status: 125,
      error: { code: 'native_missing' },
      timings: { spawned: null },
    });
  });

  test('refuses more than the host has, before anything is started', async () => {
    const daemon = await connectIn(makeWorld(), program);
    const errorOf = async (more: Parameters<typeof requestOf>[1]): Promise<unknown> => {
      const { runId } = await daemon.call('run.start', requestOf(['true'], more));
      return (await daemon.call('run.wait', { runId })).error;
    };
    expect(await errorOf({ memoryMiB: 16 * 1024 * 1024 })).toMatchObject({ code: 'memory_beyond_host' });
    expect(await errorOf({ memoryMiB: 1 })).toMatchObject({ code: 'memory_too_small' });
    expect(await errorOf({ cpus: 1024 })).toMatchObject({ code: 'cpus_beyond_host' });
    expect(await errorOf({ image: 'debian:12' })).toMatchObject({ code: 'native_missing' });
    expect(await errorOf({ workspace: { path: '/', mode: 'readonly' } })).toMatchObject({
      code: 'workspace_too_broad',
    });
  });
});
