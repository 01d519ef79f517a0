import { spawn, type SpawnOptions } from 'node:child_process';

/** A program that takes longer hangs; in milliseconds. */
const limit = 120_000;

/** A program to start. */
export interface Program {
  readonly words: readonly string[];
  readonly options: SpawnOptions;
}

/**
 * Runs a program to its end.
 * @param input what it reads
 * @returns how many bytes it wrote
 * @throws Error when it does not end with status 0
 */
export async function runThrough({ words, options }: Program, input: Buffer | null = null): Promise<number> {
  const [program = '', ...args] = words;
  const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'], timeout: limit });
  let written = 0;
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.length));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? undefined);
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${String(status)}`);
  return written;
}

/** Runs a program on a terminal of its own until it shows that text, and ends it; milliseconds. */
export async function untilShown({ words, options }: Program, text: string): Promise<number> {
  const started = performance.now();
  const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const child = spawn('script', ['-qfc', `stty rows 24 cols 80; exec ${line}`, '/dev/null'], {
    ...options,
    env: { ...options.env, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: limit,
  });
  let seen = '';
  try {
    return await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString('latin1');
        if (seen.includes(text)) resolve(performance.now() - started);
      });
      child.once('close', () => {
        reject(new Error(`${words.join(' ')} ended before it showed ${text}: ${seen}`));
      });
    });
  } finally {
    child.kill('SIGKILL');
  }
}
