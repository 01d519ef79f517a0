import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { openSocket } from '../../../daemon/client/openSocket.js';
import { Daemon } from '../../../daemon/client/daemon.js';
import { PROTOCOL_VERSION, VERSION } from '../../../daemon/protocol/version.js';
import type { Paths } from '../../../daemon/state/paths.js';
import { asAccount } from './account.js';
import { until } from '../waiting.js';
import type { Session } from './world.js';

/** A connection to the session's daemon, which is started as the ordinary user if it does not run. Bellglass's own client refuses directories of another user's. */
export async function daemonOf(session: Session): Promise<Daemon> {
  const socketPath = `${session.runtime}/bellglass/daemon.sock`;
  const tokenPath = `${session.state}/bellglass/token`;
  const connect = async (): Promise<Daemon | null> => {
    const token = readToken(tokenPath);
    const socket = token === null ? null : await openSocket(socketPath, token, '/rpc').catch(() => null);
    if (socket === null || token === null) return null;
    const daemon = new Daemon(socket, { socket: socketPath } as Paths, token);
    await daemon.hello({ protocol: PROTOCOL_VERSION, version: VERSION, client: 'test' });
    return daemon;
  };
  const running = await connect();
  if (running !== null) return running;
  const { app, account, env } = session;
  spawn(app.node, [app.daemon], { ...asAccount(account), env, cwd: '/', detached: true, stdio: 'ignore' }).unref();
  return await until({ what: 'the daemon', milliseconds: 30_000 }, connect);
}

function readToken(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
