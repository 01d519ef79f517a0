import * as z from 'zod';
import { entry, path, reason } from './entry.js';

/** Errors of finding, starting and reaching the daemon. */
export const clientErrors = [
  entry('unsafe_directory', { path, reason }),
  entry('state_unusable', { path, reason }),
  entry('settings_malformed', { path, issue: reason }),
  entry('socket_path_too_long', { path, bytes: z.int(), limit: z.int() }),
  entry('daemon_start_failed', { reason, log: path }),
  entry('daemon_unreachable', { socket: path, reason }),
  entry('daemon_lost', {}),
  entry('daemon_other_version', { daemon: reason, client: reason }),
  entry('daemon_misbehaved', { method: reason, issue: reason }),
  entry('unauthorized', {}),
] as const;
