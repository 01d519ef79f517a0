import type { WebSocket } from 'ws';
import { socketPaths } from '../protocol/methods.js';
import { terminalSize } from '../protocol/sandbox/session.js';
import type { Session } from '../session/session.js';
import { serveAttach } from './attach.js';
import { serveLogs } from './logs.js';

/**
 * Who serves a stream of a session.
 * @returns a status when it is refused: 404 for a session that is not there, 409 where it has or lacks a terminal; null when the URL is none of these
 */
export function sessionRoute(
  url: string,
  find: (id: string) => Session | undefined,
): ((socket: WebSocket) => void) | string | null {
  const attach = socketPaths.attachPattern.exec(url);
  const logs = socketPaths.logsPattern.exec(url);
  const id = attach?.[1] ?? logs?.[1];
  if (id === undefined) return null;
  const session = find(id);
  if (session === undefined) return '404 Not Found';
  if ((session.info().terminal === null) !== (attach === null)) return '409 Conflict';
  if (attach !== null) {
    const size = terminalSize.safeParse({ rows: Number(attach[2]), cols: Number(attach[3]) });
    if (!size.success) return '400 Bad Request';
    return (socket) => {
      serveAttach(socket, session, size.data);
    };
  }
  const wish = { follow: logs?.[2] === '1', tail: logs?.[3] === 'all' ? null : Number(logs?.[3]) };
  return (socket) => {
    void serveLogs(socket, session, wish);
  };
}
