import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { greet } from '../../../daemon/guest/hello.js';
import { GuestSession } from '../../../daemon/guest/session.js';
import { scratch } from '../scratch.js';

/** Listens on a unix socket as a guest's port does, and does with the daemon's connection what the test says. */
export async function port(behave: (socket: Socket) => void): Promise<string> {
  const path = `${scratch()}/agent.sock`;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return path;
}

/** A connection to such a port. */
export async function connectTo(path: string): Promise<Socket> {
  const socket = connect(path);
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** Echoes the first greeting of a daemon, with something before it, and then hands the socket over. */
export function answerGreeting(socket: Socket, before: string, then: (socket: Socket, rest: Buffer) => void): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const found = /\nBELLGLASS\/1 [0-9a-f]{32}\n/.exec(seen.toString('latin1'));
    if (found === null) return;
    socket.off('data', onData);
    socket.pause();
    socket.write(before + found[0].slice(1));
    then(socket, seen.subarray(found.index + found[0].length));
  };
  socket.on('data', onData);
}

/** Drops greetings that were repeated before the echo arrived, as the agent does, and leaves the socket at HTTP/2's first bytes. */
function atPreface(socket: Socket, rest: Buffer, then: () => void): void {
  let seen = rest;
  const look = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const at = seen.indexOf('PRI * HTTP/2.0');
    if (at < 0) return;
    socket.off('data', look);
    socket.pause();
    socket.unshift(seen.subarray(at));
    then();
  };
  socket.on('data', look);
  look(Buffer.alloc(0));
  if (!socket.isPaused()) return;
  if (seen.indexOf('PRI * HTTP/2.0') < 0) socket.resume();
}

/** A session with an agent that speaks HTTP/2 and answers as the test says. */
export async function sessionWith(
  answer: (stream: ServerHttp2Stream, path: string, method: string) => void,
): Promise<GuestSession> {
  const http2: Http2Server = createHttp2Server();
  http2.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    answer(stream, headers[':path'] ?? '', headers[':method'] ?? '');
  });
  http2.on('sessionError', () => undefined);
  const path = await port((socket) => {
    answerGreeting(socket, '', (greeted, rest) => {
      atPreface(greeted, rest, () => http2.emit('connection', greeted));
    });
  });
  const socket = await connectTo(path);
  await greet(socket, 5000);
  const session = new GuestSession(socket);
  onTestFinished(() => {
    session.destroy();
  });
  return session;
}
