import { spawn } from 'node:child_process';
import { asAccount } from '../../helpers/session/account.js';
import type { Session } from '../../helpers/session/world.js';

/** A command that takes longer hangs; in milliseconds. */
const limit = 120_000;
const begins = 'the-command-begins';

/** When something began, and when its output was there. */
export interface Seen {
  /** In milliseconds since 1970. */
  readonly began: number;
  /** Milliseconds from there to the output. */
  readonly shown: number;
}

/** Runs `bellglass ARGS…` as the session's user on a terminal of its own, from the start of its process to its end. */
export async function onTerminal(session: Session, args: readonly string[], output: string): Promise<Seen> {
  const { node, cli } = session.app;
  const words = [node, cli, ...args].map((word) => `'${word}'`).join(' ');
  // What makes the terminal is not measured.
  const line = `stty rows 24 cols 80; echo ${begins}; exec ${words}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    ...asAccount(session.account),
    cwd: session.workspace,
    env: { ...session.env, SHELL: '/bin/sh', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const marks: { began?: { at: number; clock: number }; shown?: number } = {};
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (text.includes(begins)) marks.began ??= { at: Date.now(), clock: performance.now() };
    if (text.includes(output)) marks.shown ??= performance.now();
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  const { began, shown } = marks;
  if (status !== 0 || began === undefined || shown === undefined)
    throw new Error(`bellglass ${args.join(' ')} ended with ${String(status)}: ${text}`);
  return { began: began.at, shown: shown - began.clock };
}
