import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { bundle } from '../../bundle.js';

/** A server that ends with the test that started it, and takes along what it started. */
export interface Kept {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Unique on the host: what has to do with it belongs to the test. */
  readonly directory: string;
  /** In whose command line one of these is, that process ends with the server. */
  readonly marks: readonly string[];
}

/** A server under its keeper. */
export interface Keeping {
  /** Everything that it has written. */
  readonly output: () => string;
  /** Ends the server, and waits until its processes are gone. */
  readonly stop: () => Promise<void>;
}

/** Starts a server under its keeper, whose standard input must stay open for as long as the server is wanted. */
export async function startKeeper(kept: Kept): Promise<ChildProcess> {
  const keeper = await bundle('test/helpers/vscode/server/keeper.ts', `${kept.directory}/keeper.mjs`);
  return spawn(process.execPath, [keeper, JSON.stringify(kept)], { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** As startKeeper; what the server writes goes into a file, and is remembered. */
export async function keep(kept: Kept, log: string): Promise<Keeping> {
  const child = await startKeeper(kept);
  const ended = once(child, 'exit');
  const file = createWriteStream(log);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      file.write(chunk);
    });
  }
  return {
    output: () => output,
    stop: async () => {
      child.stdin?.write('stop\n');
      const [status] = (await ended) as [number | null];
      file.end();
      await finished(file);
      if (status !== 0) throw new Error(`the server's keeper ended with ${String(status)}:\n${output.slice(-2000)}`);
    },
  };
}
