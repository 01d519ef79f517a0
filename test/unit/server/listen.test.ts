import { existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMessageConnection } from 'vscode-jsonrpc/node';
import type { WebSocket } from 'ws';
import { Daemon } from '../../../daemon/client/daemon.js';
import { openSocket } from '../../../daemon/client/openSocket.js';
import { blankRecord } from '../../../daemon/protocol/record/blankRecord.js';
import { limits } from '../../../daemon/protocol/limits.js';
import { answers, listen } from '../../../daemon/server/listen.js';
import { findPaths } from '../../../daemon/state/paths.js';
import { SocketReader, SocketWriter } from '../../../daemon/transport/jsonRpc.js';
import { expectFailure } from '../../helpers/failures.js';
import { requestOf } from '../../helpers/daemon/request.js';
import { scratch } from '../../helpers/scratch.js';

const token = 'a'.repeat(64);

async function serve(path: string, rpc?: (socket: WebSocket) => void): Promise<{ server: Server; opened: string[] }> {
  const opened: string[] = [];
  const server = await listen(path, {
    token,
    rpc: (socket) => {
      opened.push('rpc');
      rpc?.(socket);
    },
    hasStdio: (id) => id === '0123456789ab',
    stdio: (_socket, id) => opened.push(id),
    session: () => undefined,
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { server, opened };
}

/** What the server answers to raw bytes, up to its end. */
async function raw(path: string, text: string | Buffer): Promise<string> {
  const socket = connect(path);
  let seen = '';
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return seen;
}

describe('the daemon’s socket', () => {
  test('is for its user alone, and routes by path', async () => {
    const path = `${scratch()}/s`;
    const { opened } = await serve(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const resource of ['/rpc', '/runs/0123456789ab/stdio']) (await openSocket(path, token, resource))?.close();
    expect(opened).toEqual(['rpc', '0123456789ab']);
  });

  test('refuses who does not show the token, and what does not exist', async () => {
    const path = `${scratch()}/s`;
    const { opened } = await serve(path);
    await expectFailure('unauthorized', async () => await openSocket(path, 'b'.repeat(64), '/rpc'));
    await expectFailure('unauthorized', async () => await openSocket(path, '', '/rpc'));
    await expectFailure('unknown_run', async () => await openSocket(path, token, '/runs/ffffffffffff/stdio'));
    await expectFailure('unknown_run', async () => await openSocket(path, token, '/other'));
    expect(opened).toEqual([]);
  });

  test('answers what is no WebSocket, and goes on after garbage', async () => {
    const path = `${scratch()}/s`;
    await serve(path);
    expect(await raw(path, 'GET /rpc HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('426 Upgrade Required');
    expect(await raw(path, Buffer.from([0, 1, 2, 3, 13, 10, 13, 10]))).toContain('400 Bad Request');
    const socket = await openSocket(path, token, '/rpc');
    expect(socket?.readyState).toBe(socket?.OPEN);
    socket?.close();
  });

  test('drops a client whose frame is longer than any message, and goes on', async () => {
    const path = `${scratch()}/s`;
    await serve(path);
    const socket = (await openSocket(path, token, '/rpc'))!;
    socket.send('x'.repeat(limits.rpcMessage + 1));
    await once(socket, 'close');
    expect(await answers(path)).toBe(true);
  });

  test('carries the record of a run with two full outputs, whatever their bytes are', async () => {
    const path = `${scratch()}/s`;
    const text = '\0'.repeat(limits.capture);
    const blank = blankRecord(requestOf(['yes']), '0123456789ab', '2026-01-01T00:00:00.000Z');
    const record = { ...blank, stdout: text, stderr: text, truncated: false };
    await serve(path, (socket) => {
      const connection = createMessageConnection(new SocketReader(socket), new SocketWriter(socket));
      connection.onRequest('run.wait', () => record);
      connection.listen();
    });
    const daemon = new Daemon(
      (await openSocket(path, token, '/rpc'))!,
      findPaths({ HOME: scratch(), XDG_RUNTIME_DIR: scratch() }),
      token,
    );
    const { stdout, stderr } = await daemon.call('run.wait', { runId: '0123456789ab' });
    expect([stdout === text, stderr === text]).toEqual([true, true]);
    daemon.close();
  });

  test('that a killed daemon left is replaced', async () => {
    const path = `${scratch()}/s`;
    const child = spawn(
      process.execPath,
      ['-e', `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log(1))`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(path)).toBe(true);
    await serve(path);
    expect(await answers(path)).toBe(true);
  });

  test('that somebody answers is never taken away', async () => {
    const path = `${scratch()}/s`;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(path, resolve));
    onTestFinished(() => {
      other.close();
    });
    await expect(serve(path)).rejects.toThrow('another process listens');
    expect(await answers(path)).toBe(true);
  });
});
