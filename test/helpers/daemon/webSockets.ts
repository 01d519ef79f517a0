import { createServer } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { scratch } from '../scratch.js';

/** Both ends of a WebSocket over a unix socket; gone at the end of the test. */
export async function socketPair(): Promise<{ near: WebSocket; far: WebSocket }> {
  const path = `${scratch()}/s`;
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(path, resolve));
  const far = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const near = new WebSocket('ws://localhost/', { createConnection: () => connect(path), perMessageDeflate: false });
  await new Promise((resolve) => near.once('open', resolve));
  const pair = { near, far: await far };
  onTestFinished(() => {
    pair.near.terminate();
    pair.far.terminate();
    http.close();
  });
  return pair;
}
