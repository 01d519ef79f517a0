import { spawn } from 'node:child_process';
import { createMessageConnection, ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import { expect, test } from 'vitest';
import { Daemon } from '../../../daemon/client/daemon.js';
import { BELLGLASS_RPC_ERROR } from '../../../daemon/protocol/methods.js';
import { PROTOCOL_VERSION, VERSION } from '../../../daemon/protocol/version.js';
import { SocketReader, SocketWriter } from '../../../daemon/transport/jsonRpc.js';
import { makeWorld } from '../../helpers/daemon/daemonProgram.js';
import { expectFailure } from '../../helpers/failures.js';
import { socketPair } from '../../helpers/daemon/webSockets.js';

async function pair(): Promise<{ daemon: Daemon; server: MessageConnection; far: WebSocket }> {
  const { near, far } = await socketPair();
  const server = createMessageConnection(new SocketReader(far), new SocketWriter(far));
  server.listen();
  return { daemon: new Daemon(near, makeWorld().paths, '0'.repeat(64)), server, far };
}

test('an answer of another shape is misbehaviour', async () => {
  const { daemon, server } = await pair();
  server.onRequest('machine.list', () => ({ machines: 'many' }));
  await expectFailure('daemon_misbehaved', async () => await daemon.call('machine.list', {}));
});

test('the daemon’s own errors arrive as they were made', async () => {
  const { daemon, server } = await pair();
  const error = { code: 'unknown_run', data: { runId: '0123456789ab' } };
  server.onRequest('run.wait', () => new ResponseError(BELLGLASS_RPC_ERROR, 'unknown_run', error));
  expect(
    await expectFailure('unknown_run', async () => await daemon.call('run.wait', { runId: '0123456789ab' })),
  ).toEqual(error);
});

test('an error that is none of ours is misbehaviour', async () => {
  const { daemon, server } = await pair();
  server.onRequest('run.wait', () => new ResponseError(BELLGLASS_RPC_ERROR, 'x', { code: 'made_up', data: {} }));
  await expectFailure('daemon_misbehaved', async () => await daemon.call('run.wait', { runId: '0123456789ab' }));
  await expectFailure('daemon_misbehaved', async () => await daemon.call('machine.list', {}));
});

test('a connection that breaks during a call, or before it, is lost', async () => {
  const { daemon, server, far } = await pair();
  server.onRequest(
    'machine.list',
    async () =>
      await new Promise(() => {
        far.terminate();
      }),
  );
  await expectFailure('daemon_lost', async () => await daemon.call('machine.list', {}));
  await daemon.lost;
  await expectFailure('daemon_lost', async () => await daemon.call('machine.list', {}));
});

test('a daemon that is stopped is waited for until its process is gone, not only its connection', async () => {
  const { daemon, server, far } = await pair();
  const process = spawn('sleep', ['100'], { stdio: 'ignore' });
  const steps: string[] = [];
  server.onRequest('hello', () => ({ protocol: PROTOCOL_VERSION, version: VERSION, pid: process.pid }));
  server.onRequest('daemon.stop', () => {
    setTimeout(() => {
      steps.push('connection');
      far.close();
    }, 20);
    setTimeout(() => {
      steps.push('process');
      process.kill('SIGKILL');
    }, 200);
    return { stopping: true };
  });
  await daemon.hello({ protocol: PROTOCOL_VERSION, version: VERSION, client: 'test' });
  await daemon.stop();
  expect(steps).toEqual(['connection', 'process']);
});

test('stages of a run arrive, and what is none is not passed on', async () => {
  const { daemon, server } = await pair();
  const seen: unknown[] = [];
  const stage = { runId: '0123456789ab', stage: 'boot', message: '' };
  const arrived = new Promise<void>((resolve) => {
    daemon.onProgress((progress) => {
      seen.push(progress);
      resolve();
    });
  });
  await server.sendNotification('run.progress', { nonsense: true });
  await server.sendNotification('run.progress', stage);
  await arrived;
  expect(seen).toEqual([stage]);
});
