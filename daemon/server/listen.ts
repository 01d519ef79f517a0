import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { limits } from '../protocol/limits.js';
import { socketPaths } from '../protocol/methods.js';
import type { Session } from '../session/session.js';
import { sameToken } from '../state/token.js';
import { sessionRoute } from './sessionRoute.js';

/** What to do with connections. */
export interface Routes {
  readonly token: string;
  readonly rpc: (socket: WebSocket) => void;
  /** Whether the run exists and has no byte stream yet. */
  readonly hasStdio: (runId: string) => boolean;
  readonly stdio: (socket: WebSocket, runId: string) => void;
  readonly session: (id: string) => Session | undefined;
}

/** Listens on the unix socket (0600) and hands every WebSocket that shows the token to its route. */
export async function listen(path: string, routes: Routes): Promise<Server> {
  await removeStale(path);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.rpcMessage, perMessageDeflate: false });
  const server = createServer((_request, response) => {
    response.writeHead(426, { connection: 'close' }).end();
  });
  server.on('upgrade', (request, connection, head) => {
    connection.on('error', () => connection.destroy());
    const status = route(request, routes, (use) => {
      sockets.handleUpgrade(request, connection, head, (socket) => {
        // A frame that is too long or malformed ends the connection, and only that.
        socket.on('error', () => {
          socket.terminate();
        });
        use(socket);
      });
    });
    if (status !== null) refuse(connection, status);
  });
  // A socket is made with the umask's mode: nobody may connect in between.
  const umask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(umask);
  }
  chmodSync(path, 0o600);
  return server;
}

function route(
  request: IncomingMessage,
  routes: Routes,
  accept: (use: (socket: WebSocket) => void) => void,
): string | null {
  const given = /^Bearer ([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined || !sameToken(routes.token, given)) return '401 Unauthorized';
  if (request.url === socketPaths.rpc) {
    accept(routes.rpc);
    return null;
  }
  const url = request.url ?? '';
  const session = sessionRoute(url, routes.session);
  if (typeof session === 'string') return session;
  if (session !== null) {
    accept(session);
    return null;
  }
  const runId = socketPaths.stdioPattern.exec(url)?.[1];
  if (runId === undefined || !routes.hasStdio(runId)) return '404 Not Found';
  accept((socket) => {
    routes.stdio(socket, runId);
  });
  return null;
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

// Only the holder of the lock comes here, so a socket that nobody answers belongs to a daemon that was killed.
async function removeStale(path: string): Promise<void> {
  if (await answers(path)) throw new Error(`another process listens on ${path}`);
  rmSync(path, { force: true });
}

/** Whether a process listens on that unix socket. */
export async function answers(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => {
      resolve(false);
    });
  });
}
