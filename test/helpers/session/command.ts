import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** How a program is started. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
  /** Given at once; without it standard input is empty. */
  readonly stdin?: string | Buffer;
  /** Keep standard input open for the test to write. */
  readonly keepStdin?: boolean;
  /** After this the program is killed and the test fails; it bounds a hang, it measures nothing. In milliseconds. */
  readonly limit?: number;
}

/** How a program ended. */
export interface Ended {
  /** null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
}

/** Its standard output and error are always pipes. */
type Child = ChildProcessByStdio<Writable | null, Readable, Readable>;

/** A program that runs. */
export interface Running {
  readonly child: Child;
  readonly ended: Promise<Ended>;
  /** Resolves with all of standard output so far once it matches. */
  readonly seen: (pattern: RegExp) => Promise<string>;
}

const defaultLimit = 120_000;

/** Starts a program and keeps what it writes. */
export function start(program: string, args: readonly string[], options: CommandOptions = {}): Running {
  const { stdin, keepStdin = false, limit = defaultLimit, ...rest } = options;
  const piped = keepStdin || stdin !== undefined;
  const child = spawn(program, args, { ...rest, stdio: [piped ? 'pipe' : 'ignore', 'pipe', 'pipe'] }) as Child;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  // A program that ends without reading everything is for the test to judge by its status.
  child.stdin?.on('error', () => undefined);
  if (stdin !== undefined) child.stdin?.end(stdin);
  const all = () => ({ stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      const { stdout, stderr } = all();
      const shown = `${stdout.subarray(0, 2000).toString()}\n${stderr.slice(-2000)}`;
      reject(new Error(`${program} ${args.join(' ')} did not end within ${String(limit)} ms:\n${shown}`));
    }, limit);
    child.once('error', reject);
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      const { stdout, stderr } = all();
      resolve({ status, signal, stdout: stdout.toString(), stderr, bytes: stdout });
    });
  });
  // Whoever awaits it sees a failure; a test that failed before does not add a second one.
  ended.catch(() => undefined);
  const seen = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const text = all().stdout.toString();
        if (pattern.test(text)) resolve(text);
      };
      child.stdout.on('data', look);
      ended.then(({ stderr }) => {
        reject(new Error(`ended before it wrote ${String(pattern)}: ${stderr}`));
      }, reject);
      look();
    });
  return { child, ended, seen };
}
