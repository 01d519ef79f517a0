import { findPaths, type Paths } from '../../daemon/state/paths.js';
import { scratch } from './scratch.js';

/** Bellglass's directories, all beneath one that goes with the test. */
export function scratchPaths(at = scratch()): Paths {
  return findPaths({
    HOME: at,
    XDG_RUNTIME_DIR: `${at}/r`,
    XDG_STATE_HOME: `${at}/s`,
    XDG_CACHE_HOME: `${at}/c`,
  });
}
