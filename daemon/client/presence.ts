import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { findPaths } from '../state/paths.js';

/** What can be known of the user's daemon without a connection to it. */
export interface Presence {
  /** Its log, which may not exist yet. */
  readonly log: string;
  /** Whether a daemon listens, or one that was killed did. */
  readonly listens: () => boolean;
  /** Calls `listener` when one may have begun to listen. @returns what stops that */
  readonly onAppear: (listener: () => void) => () => void;
}

/**
 * Where the user's daemon is to be found.
 * @throws BellglassFailure unsafe_directory, socket_path_too_long
 */
export function daemonPresence(env: NodeJS.ProcessEnv): Presence {
  const { socket, log } = findPaths(env);
  const listens = (): boolean => existsSync(socket);
  return {
    log,
    listens,
    onAppear: (listener) => {
      const watcher: FSWatcher = watch(dirname(socket), { persistent: false }, (_event, name) => {
        if (name === basename(socket) && listens()) listener();
      });
      // A directory that is removed takes its watcher with it; the next connection makes both anew.
      watcher.on('error', () => {
        watcher.close();
      });
      return () => {
        watcher.close();
      };
    },
  };
}
