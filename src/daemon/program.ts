import { join } from 'node:path';

/** How a bundle of ours is started as a terminal's process. */
export interface TerminalProgram {
  readonly shellPath: string;
  readonly shellArgs: string[];
  /** null: not set. */
  readonly env: Record<string, string | null>;
  readonly strictEnv: true;
}

/** The daemon's bundle of this extension. */
export function daemonBundle(extensionPath: string): string {
  return join(extensionPath, 'dist', 'bellglassd.mjs');
}

/** What the command line is told of its surroundings. */
const told = /^(HOME|USER|LOGNAME|PATH|SHELL|TMPDIR|TZ|LANG|LC_[A-Z]+|XDG_[A-Z_]+|BELLGLASS_(?!DAEMON$)[A-Z_]+)$/;

/** What the dynamic loader obeys, or writes files for, in a program that is about to empty its environment. */
const loader = [
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_DEBUG',
  'LD_DEBUG_OUTPUT',
  'LD_PROFILE',
  'LD_PROFILE_OUTPUT',
];

/**
 * The command line of this extension, as a terminal's process: on VS Code's own runtime, which on the desktop is Electron. It runs outside of any sandbox, so
 * it gets nothing of what a folder's settings give to terminals: a NODE_OPTIONS would run a stranger's code. VS Code forgets strictEnv in remote windows, so the
 * environment is emptied by env(1), and of env's own only what the loader obeys is left to be taken away.
 * @param runtime VS Code's executable
 * @param env of the extension host
 * @param more what else it is told
 */
export function commandLine(
  extensionPath: string,
  runtime: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  more: Readonly<Record<string, string>> = {},
): TerminalProgram {
  const bundle = join(extensionPath, 'dist', 'bellglass.mjs');
  const own = Object.entries(env).filter(([name, value]) => told.test(name) && value !== undefined);
  const all = { ...Object.fromEntries(own), ...more, ELECTRON_RUN_AS_NODE: '1' };
  const set = Object.entries(all).map(([name, value]) => `${name}=${value}`);
  return {
    shellPath: '/usr/bin/env',
    // By a shell, since env takes a path with "=" in it for one more variable.
    shellArgs: ['-i', ...set, '/bin/sh', '-c', 'exec "$0" "$@"', runtime, bundle, ...args],
    env: Object.fromEntries(loader.map((name) => [name, null])),
    strictEnv: true,
  };
}

/** Whether this package has the programs of a machine. */
export const nativeFolder = (extensionPath: string): string => join(extensionPath, 'dist', 'native', platformFolder());

/** The folder of this platform's programs, as they are built. */
export function platformFolder(platform: string = process.platform, arch: string = process.arch): string {
  return `${platform}-${arch}`;
}
