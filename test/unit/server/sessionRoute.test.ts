import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openSocket } from '../../../daemon/client/openSocket.js';
import { socketPaths } from '../../../daemon/protocol/methods.js';
import { listen } from '../../../daemon/server/listen.js';
import { SandboxSessions } from '../../../daemon/session/sandboxSessions.js';
import { sandboxId, sessionHome } from '../../helpers/guest/sessionHome.js';
import { sessionRowOf } from '../../helpers/kept/rows.js';
import { scratch } from '../../helpers/scratch.js';

const token = 'a'.repeat(64);
const [terminal, background] = ['11111111', '22222222'];

/** A server with one session that had a terminal and one that had none. */
async function serve(): Promise<string> {
  const home = sessionHome();
  const ended = { state: 'ended', processId: null } as const;
  home.table.save(sessionRowOf(terminal, sandboxId, ended));
  home.table.save(sessionRowOf(background, sandboxId, { ...ended, terminal: null }));
  const sessions = new SandboxSessions(home);
  const path = `${scratch()}/s`;
  const nothing = (): void => undefined;
  const find = (id: string) => sessions.get(id);
  const server = await listen(path, { token, rpc: nothing, hasStdio: () => false, stdio: nothing, session: find });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return path;
}

/** The first line of the server's answer to an upgrade. */
async function statusOf(path: string, resource: string, shown = token): Promise<string> {
  const socket = connect(path);
  socket.write(
    `GET ${resource} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nAuthorization: Bearer ${shown}\r\n\r\n`,
  );
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return first.toString('latin1').split('\r\n', 1)[0] ?? '';
}

test.each([
  ['/sessions/33333333/attach?rows=24&cols=80', '404 Not Found'],
  ['/sessions/33333333/logs?follow=1&tail=all', '404 Not Found'],
  [`/sessions/${terminal}/attach`, '404 Not Found'],
  [`/sessions/${terminal}/attach?rows=-1&cols=80`, '404 Not Found'],
  [`/sessions/${terminal}/attach?rows=24&cols=80&more=1`, '404 Not Found'],
  [`/sessions/${background}/logs?follow=2&tail=all`, '404 Not Found'],
  [`/sessions/${background}/logs?follow=1&tail=1e9`, '404 Not Found'],
  ['/sessions/../rpc', '404 Not Found'],
  [`/sessions/${terminal}/logs?follow=0&tail=all`, '409 Conflict'],
  [`/sessions/${background}/attach?rows=24&cols=80`, '409 Conflict'],
  [`/sessions/${background}/attach?rows=0&cols=0`, '409 Conflict'],
  [`/sessions/${terminal}/attach?rows=0&cols=80`, '400 Bad Request'],
  [`/sessions/${terminal}/attach?rows=24&cols=9999`, '400 Bad Request'],
  [`/sessions/${terminal}/attach?rows=24&cols=80`, '101 Switching Protocols'],
  [`/sessions/${background}/logs?follow=1&tail=5`, '101 Switching Protocols'],
])('%s is answered %s', async (resource, status) => {
  const path = await serve();
  expect(await statusOf(path, resource)).toBe(`HTTP/1.1 ${status}`);
  expect(await statusOf(path, resource, 'b'.repeat(64))).toBe('HTTP/1.1 401 Unauthorized');
});

test.each([
  ['terminal', socketPaths.attach(terminal, { rows: 24, cols: 80 })],
  ['log', socketPaths.logs(background, true, null)],
])('the stream of a %s that has ended is served, and closed as one that is complete', async (_what, resource) => {
  const socket = await openSocket(await serve(), token, resource);
  const [code] = (await once(socket!, 'close')) as [number];
  expect(code).toBe(1000);
});
