import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import { systemReason } from '../../state/systemReason.js';

/** How git is called. */
export interface GitCall {
  /** The repository: its `.git`, or a bare one. */
  readonly repository: string;
  readonly args: readonly string[];
  /** A directory of objects that are read, too. */
  readonly alternate?: string;
  readonly input?: string | FileHandle;
  /** Where its output goes; without one it is in the answer. */
  readonly output?: FileHandle;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** What git said. */
export interface GitAnswer {
  /** null: a signal ended it, as when it used more than it may, or it did not start. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of its output so many bytes are taken, and of what it complains. */
const mostOutput = 8 * 1024 * 1024;
const mostComplaint = 16 * 1024;
/** How long it may take, in milliseconds. */
const longest = 10 * 60 * 1000;
/** Address space in KiB, seconds of CPU, and the largest file in blocks of 512 bytes: what it reads was written by a guest. */
const walls = 'ulimit -c 0; ulimit -v 4194304; ulimit -t 300; ulimit -f 4194304; exec git "$@"';

/** The user's repository may be a stranger's, too: none of its hooks and none of its programs are run, and nothing is fetched. */
const settings = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.alternateRefsCommand', 'false'],
  ['core.commitGraph', 'false'],
  ['core.multiPackIndex', 'false'],
  ['core.bigFileThreshold', '16m'],
  ['core.packedGitWindowSize', '32m'],
  ['core.packedGitLimit', '256m'],
  ['core.quotePath', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['log.showSignature', 'false'],
  ['pack.threads', '1'],
  ['pack.windowMemory', '64m'],
  ['protocol.allow', 'never'],
  ['transfer.fsckObjects', 'true'],
] as const;

const environment = {
  LC_ALL: 'C',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_ALLOC_LIMIT: '512m',
  // Stronger than what the repository's own settings allow.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_COMMITTER_NAME: 'Bellglass',
  GIT_COMMITTER_EMAIL: 'bellglass@localhost',
} as const;

/** Runs git in a repository, within limits, with nothing of the user's settings and nobody's hooks. */
export async function runGit({ repository, args, alternate, input, output, signal }: GitCall): Promise<GitAnswer> {
  const words = [...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]), ...args];
  const child = spawn('/bin/sh', ['-c', walls, 'git', ...words], {
    cwd: '/',
    env: {
      ...environment,
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      GIT_DIR: repository,
      ...(alternate === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(alternate) }),
    },
    stdio: [typeof input === 'object' ? input.fd : 'pipe', output?.fd ?? 'pipe', 'pipe'],
    timeout: longest,
    ...(signal === undefined ? {} : { signal }),
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (stdout.length + text.length <= mostOutput) stdout += text;
    else child.kill('SIGKILL');
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-mostComplaint);
  });
  child.stdin?.on('error', () => undefined).end(input);
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      stderr = systemReason(error);
      // One that was begun may still write.
      if (child.pid === undefined) resolve(null);
    });
    child.once('close', resolve);
  });
  return { status, stdout, stderr };
}

/** A path in a list of paths, whatever is in it. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
