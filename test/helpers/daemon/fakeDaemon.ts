import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { type WebSocket, WebSocketServer } from 'ws';
import { socketPaths } from '../../../daemon/protocol/methods.js';
import type { Paths } from '../../../daemon/state/paths.js';
import { SocketReader, SocketWriter } from '../../../daemon/transport/jsonRpc.js';

/** What a daemon of another version answers. */
export interface OtherDaemon {
  readonly version: string;
  /** Whether it agrees to stop. */
  readonly stopping: boolean;
}

/** A daemon of another version, on the real socket. It goes when it has agreed to stop. */
export async function fakeDaemon(
  paths: Paths,
  { version, stopping }: OtherDaemon,
): Promise<{ readonly calls: string[] }> {
  const calls: string[] = [];
  const end = await listenAt(paths, (connection) => {
    connection.onRequest('hello', () => {
      calls.push('hello');
      return { protocol: 1, version, pid: process.pid };
    });
    connection.onRequest('daemon.stop', () => {
      calls.push('daemon.stop');
      if (stopping)
        setImmediate(() => {
          end();
        });
      return { stopping };
    });
  });
  return { calls };
}

/**
 * Listens on the real socket until the end of the test.
 * @param answering called with each connection for calls, to say what is answered
 * @param streaming called with each that is a byte stream
 * @returns what ends it earlier
 */
export async function listenAt(
  paths: Paths,
  answering: (connection: MessageConnection) => void,
  streaming: (socket: WebSocket) => void = () => undefined,
): Promise<() => void> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket, { url }) => {
    if (url !== socketPaths.rpc) {
      streaming(socket);
      return;
    }
    const connection = createMessageConnection(new SocketReader(socket), new SocketWriter(socket));
    answering(connection);
    connection.listen();
  });
  const end = (): void => {
    rmSync(paths.socket, { force: true });
    for (const socket of sockets.clients) socket.close();
    http.close();
  };
  await new Promise<void>((resolve) => http.listen(paths.socket, resolve));
  onTestFinished(end);
  return end;
}
