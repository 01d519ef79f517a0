import { BellglassFailure } from '../protocol/errors.js';
import { PROTOCOL_VERSION, VERSION } from '../protocol/version.js';
import { findPaths } from '../state/paths.js';
import { readOrMakeToken } from '../state/token.js';
import { Daemon } from './daemon.js';
import { openSocket } from './openSocket.js';
import { startDaemon } from './startDaemon.js';

/** How to find the daemon, and who asks. */
export interface ConnectOptions {
  /** Who asks, for the daemon's log: `cli`, `extension`. */
  readonly client: string;
  /** Whether a daemon that does not run is started; true when not given. */
  readonly start?: boolean;
  /** The daemon's bundle; `bellglassd.mjs` beside the running bundle when not given. */
  readonly program?: string;
  /** Whose directories are used and what the daemon inherits; the process's own when not given. */
  readonly env?: NodeJS.ProcessEnv;
}

/** How long a daemon of another version may take to go away, in milliseconds. */
const replaceDeadline = 10_000;

/**
 * Finds the user's daemon, or starts it, and shakes hands. An idle daemon of another version is replaced.
 * @returns the connection; null when no daemon runs and none was to be started
 * @throws BellglassFailure unsafe_directory, state_unusable, socket_path_too_long, daemon_start_failed, daemon_unreachable, daemon_other_version, unauthorized
 */
export async function connectDaemon(options: ConnectOptions & { start: false }): Promise<Daemon | null>;
export async function connectDaemon(options: ConnectOptions): Promise<Daemon>;
export async function connectDaemon(options: ConnectOptions): Promise<Daemon | null> {
  const env = options.env ?? process.env;
  const paths = findPaths(env);
  const token = readOrMakeToken(paths.token);
  for (const deadline = Date.now() + replaceDeadline; ;) {
    const socket =
      (await openSocket(paths.socket, token, '/rpc')) ??
      (options.start === false ? null : await startDaemon(paths, token, env, options.program));
    if (socket === null) return null;
    const daemon = new Daemon(socket, paths, token);
    const hello = await daemon.hello({ protocol: PROTOCOL_VERSION, version: VERSION, client: options.client });
    if (hello.protocol === PROTOCOL_VERSION && hello.version === VERSION) return daemon;
    if (options.start === false) return daemon;
    const { stopping } = await daemon.call('daemon.stop', { onlyIfIdle: true });
    if (!stopping || Date.now() > deadline) {
      daemon.close();
      throw new BellglassFailure({ code: 'daemon_other_version', data: { daemon: hello.version, client: VERSION } });
    }
    await daemon.lost;
  }
}
