import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { ensurePrivateDirectory, privateDirectoryProblem } from './privateDirectory.js';

/** Where Bellglass keeps things for this user. All absolute; the three directories exist, are the user's own and have mode 0700. */
export interface Paths {
  /** Sockets and run directories; gone after a restart of the host. */
  readonly runtime: string;
  /** Token, verdicts and log. */
  readonly state: string;
  /** What can be made again. */
  readonly cache: string;
  readonly socket: string;
  readonly token: string;
  readonly log: string;
  readonly verdict: string;
  /** The database of kept sandboxes. */
  readonly database: string;
  /** One directory for each kept sandbox: its definition, its disk, its logs. */
  readonly sandboxes: string;
  /** One directory for the review of each run. */
  readonly reviews: string;
  /** What the user was told once. */
  readonly told: string;
  /** The user's settings, in a directory that may be missing. */
  readonly settings: string;
  /** One directory for each running machine. */
  readonly machines: string;
}

/**
 * Finds and makes the user's directories by the XDG rules.
 * @throws BellglassFailure unsafe_directory, socket_path_too_long
 */
export function findPaths(env: NodeJS.ProcessEnv = process.env): Paths {
  const uid = process.getuid?.() ?? 0;
  const home = env['HOME'] !== undefined && isAbsolute(env['HOME']) ? env['HOME'] : homedir();
  const runtime = runtimeDirectory(env, uid);
  const state = ensurePrivateDirectory(
    join(absolute(env['XDG_STATE_HOME']) ?? join(home, '.local/state'), 'bellglass'),
  );
  const cache = ensurePrivateDirectory(join(absolute(env['XDG_CACHE_HOME']) ?? join(home, '.cache'), 'bellglass'));
  const machines = ensurePrivateDirectory(join(runtime, 'machines'));
  checkLength(join(machines, 'deadbeef', 'agent.sock'));
  return {
    runtime,
    state,
    cache,
    machines,
    socket: join(runtime, 'daemon.sock'),
    token: join(state, 'token'),
    log: join(state, 'daemon.log'),
    verdict: join(state, 'hypervisor.json'),
    database: join(state, 'bellglass.db'),
    sandboxes: join(state, 'sandboxes'),
    reviews: join(state, 'reviews'),
    told: join(state, 'told'),
    settings: join(absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config'), 'bellglass', 'config.json'),
  };
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function runtimeDirectory(env: NodeJS.ProcessEnv, uid: number): string {
  const given = absolute(env['XDG_RUNTIME_DIR']);
  const candidates = [...(given === undefined ? [] : [join(given, 'bellglass')]), `/run/user/${String(uid)}/bellglass`];
  // After `su` XDG_RUNTIME_DIR often names another user's directory: the next candidate is taken then.
  return (
    candidates.find((path) => privateDirectoryProblem(path) === null) ??
    ensurePrivateDirectory(`/tmp/bellglass-${String(uid)}`)
  );
}

function checkLength(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > limits.socketPath)
    throw new BellglassFailure({ code: 'socket_path_too_long', data: { path, bytes, limit: limits.socketPath } });
}
