import { existsSync, readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { connectDaemon } from '../../../daemon/client/connect.js';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { findPaths, type Paths } from '../../../daemon/state/paths.js';
import { bundle } from '../bundle.js';
import { scratch } from '../scratch.js';

/** A bundle of the daemon as it is in the tree now, for the test file that calls this. */
export function useDaemonProgram(): { readonly program: string } {
  const directory = mkdtempSync('/tmp/bgd-');
  const program = `${directory}/bellglassd.mjs`;
  beforeAll(async () => {
    await bundle('daemon/server/main.ts', program);
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return { program };
}

/** A user's world of its own, with nothing in it. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly paths: Paths;
}

/** Makes a world, and ends its daemon at the end of the test. */
export function makeWorld(more: NodeJS.ProcessEnv = {}): World {
  const at = scratch();
  const env = {
    PATH: process.env['PATH'],
    HOME: at,
    XDG_RUNTIME_DIR: `${at}/r`,
    XDG_STATE_HOME: `${at}/s`,
    XDG_CACHE_HOME: `${at}/c`,
    BELLGLASS_NATIVE: `${at}/no-natives`,
    ...more,
  };
  const paths = findPaths(env);
  onTestFinished(async () => {
    const daemon = await connectDaemon({ client: 'test', start: false, env }).catch(() => null);
    await daemon?.stop();
  });
  return { env, paths };
}

/** A connection to that world's daemon, which is started if it does not run. */
export async function connectIn(world: World, program: string): Promise<Daemon> {
  const daemon = await connectDaemon({ client: 'test', env: world.env, program });
  onTestFinished(() => {
    daemon.close();
  });
  return daemon;
}

/** The daemon's log so far. */
export function logOf(world: World): string {
  return existsSync(world.paths.log) ? readFileSync(world.paths.log, 'utf8') : '';
}
