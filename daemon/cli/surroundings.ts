import { type OwnStreams } from './program/streams.js';
import { type Terminal } from './program/progress.js';
import { type Caller } from './program/request.js';

/** What a command works in: whose command line it is, and where its words go. */
export interface Surroundings extends Caller, OwnStreams {
  readonly stderr: OwnStreams['stderr'] & Terminal;
  /** Ends this command now, whatever it waits for. */
  exit(status: number): never;
}

/** Whether a stream is a terminal: where somebody reads, or types. */
export function isTerminal(stream: Surroundings['stdin'] | Surroundings['stdout']): boolean {
  return 'isTTY' in stream && stream.isTTY === true;
}

/** Whether output may have colours. */
export function isColoured({ stdout, env }: Pick<Surroundings, 'stdout' | 'env'>): boolean {
  return isTerminal(stdout) && !env['NO_COLOR'];
}

/** Says something of Bellglass's own, a line each, where it does not mix with a program's output. */
export function say(around: Pick<Surroundings, 'stderr'>, ...lines: string[]): void {
  for (const line of lines) around.stderr.write(line.startsWith('  | ') ? `${line}\n` : `bellglass: ${line}\n`);
}
