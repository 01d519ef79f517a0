import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { WebSocket } from 'ws';
import { BellglassFailure } from '../protocol/errors.js';
import type { Paths } from '../state/paths.js';
import { systemReason } from '../state/systemReason.js';
import { openSocket } from './openSocket.js';

/** How long a daemon may take to listen, in milliseconds. */
const startDeadline = 15_000;
/** Pauses between attempts to connect, in milliseconds: first, and longest. */
const firstPause = 3;
const longestPause = 50;

/**
 * Starts a daemon of its own session and connects to it. Of two that are started at once one goes on and the other ends by itself,
 * so this needs no lock.
 * @throws BellglassFailure daemon_start_failed, and what openSocket throws
 */
export async function startDaemon(
  paths: Paths,
  token: string,
  env: NodeJS.ProcessEnv,
  program?: string,
): Promise<WebSocket> {
  const bundle = program ?? env['BELLGLASS_DAEMON'] ?? fileURLToPath(new URL('./bellglassd.mjs', import.meta.url));
  if (!existsSync(bundle)) throw failed(`its program ${bundle} does not exist`, paths);
  const child = launch(bundle, paths, env);
  const outcome: { ended: string | null } = { ended: null };
  child.once('error', (error) => (outcome.ended = systemReason(error)));
  child.once('exit', (status, signal) => {
    if (status !== 0) outcome.ended = `it ended with ${signal ?? `status ${String(status)}`}: ${lastLine(paths.log)}`;
  });
  const deadline = Date.now() + startDeadline;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const socket = await openSocket(paths.socket, token, '/rpc');
    if (socket !== null) return socket;
    if (outcome.ended !== null) throw failed(outcome.ended, paths);
    if (Date.now() > deadline) throw failed(`it did not listen within ${String(startDeadline / 1000)} s`, paths);
    await sleep(pause);
  }
}

function launch(bundle: string, paths: Paths, env: NodeJS.ProcessEnv): ChildProcess {
  const log = openSync(paths.log, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [bundle], {
      cwd: '/',
      detached: true,
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function failed(reason: string, paths: Paths): BellglassFailure {
  return new BellglassFailure({ code: 'daemon_start_failed', data: { reason: reason.slice(0, 4096), log: paths.log } });
}

function lastLine(log: string): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)?.slice(0, 1024) ?? '';
  } catch {
    return 'it left no log';
  }
}
