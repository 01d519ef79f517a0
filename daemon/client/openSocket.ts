import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { systemCode, systemReason } from '../state/systemReason.js';

/** Nobody listens; a daemon that was killed resets, or breaks, what it had not accepted yet. */
const nobody: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);
/** How long a daemon may take to accept a connection, in milliseconds. */
const openDeadline = 5000;

/**
 * Opens a WebSocket to the daemon's socket.
 * @returns null when no daemon listens there
 * @throws BellglassFailure unauthorized, daemon_unreachable; for a stream unknown_run, unknown_session, not_a_terminal or has_a_terminal
 */
export async function openSocket(path: string, token: string, resource: string): Promise<WebSocket | null> {
  // In the extension host VS Code sends what names no socket path through its proxy. Which path it is does not matter: createConnection knows.
  const socket = new WebSocket(`ws+unix:anywhere:${resource}`, {
    // The deadline below only listens: the socket must keep the time.
    createConnection: () => connect({ path, timeout: openDeadline }),
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: openDeadline,
    maxPayload: limits.rpcMessage,
    perMessageDeflate: false,
  });
  return await new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      // The daemon may speak first: nothing is read until whoever awaits this has had its turn to listen.
      socket.pause();
      setImmediate(() => {
        socket.resume();
      });
      resolve(socket);
    });
    socket.once('unexpected-response', (_request, response) => {
      socket.on('error', () => undefined);
      socket.terminate();
      reject(refusal(response.statusCode ?? 0, path, resource));
    });
    socket.once('error', (error) => {
      const code = systemCode(error);
      if (code !== null && nobody.has(code)) resolve(null);
      else
        reject(
          new BellglassFailure({ code: 'daemon_unreachable', data: { socket: path, reason: systemReason(error) } }),
        );
    });
  });
}

function refusal(status: number, path: string, resource: string): BellglassFailure {
  if (status === 401) return new BellglassFailure({ code: 'unauthorized', data: {} });
  const [, kind, id = '', stream = ''] = resource.split(/[/?]/);
  if (status === 404 && kind === 'sessions')
    return new BellglassFailure({ code: 'unknown_session', data: { reference: id } });
  if (status === 404) return new BellglassFailure({ code: 'unknown_run', data: { runId: id } });
  if (status === 409) {
    const code = stream === 'attach' ? 'not_a_terminal' : 'has_a_terminal';
    return new BellglassFailure({ code, data: { sessionId: id } });
  }
  if (status === 503) return new BellglassFailure({ code: 'shutting_down', data: {} });
  return new BellglassFailure({
    code: 'daemon_unreachable',
    data: { socket: path, reason: `it answered with HTTP status ${String(status)}` },
  });
}
