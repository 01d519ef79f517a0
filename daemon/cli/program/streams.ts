import { type Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** The streams of this command. */
export interface OwnStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** The streams of a program, as the client opens them. */
export interface ProgramStreams {
  /** null when it reads nothing. */
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** How the streams of a run are tied to this command's. */
export interface Piping {
  /** Whether standard input is passed on. */
  readonly interactive: boolean;
  /** Whether output is thrown away here, because the record holds it. */
  readonly discard: boolean;
  /** Called at the first byte of output. */
  readonly onOutput: () => void;
  /** Called when standard input cannot be read to its end; for the program it has ended. */
  readonly onUnreadable: (error: Error) => void;
  /** Called when nobody reads this command's output any more. */
  readonly onClosed: () => void;
}

/**
 * Ties the streams together; each side waits for the other.
 * @returns resolves when all output has been handed on, or nobody reads it any more
 */
export async function pipeStreams(program: ProgramStreams, own: OwnStreams, piping: Piping): Promise<void> {
  if (program.stdin !== null && piping.interactive) passOn(own.stdin, program.stdin, piping);
  else program.stdin?.end();
  program.stdout.once('data', piping.onOutput);
  program.stderr.once('data', piping.onOutput);
  await Promise.all([handOn(program.stdout, own.stdout, piping), handOn(program.stderr, own.stderr, piping)]);
}

// A program that ends before it has read everything is no error, and pipe lets go of it.
function passOn(from: Readable, to: Writable, piping: Piping): void {
  from.once('error', (error) => {
    to.end();
    piping.onUnreadable(error);
  });
  from.pipe(to);
}

async function handOn(from: Readable, to: Writable, piping: Piping): Promise<void> {
  to.on('error', () => {
    from.unpipe(to);
    // What still comes is thrown away, so that the run can end.
    from.resume();
    piping.onClosed();
  });
  if (piping.discard) from.resume();
  else from.pipe(to, { end: false });
  await finished(from).catch(() => undefined);
  await flushed(to);
}

/** Resolves when everything written so far has been taken, or never will be. */
export async function flushed(stream: Writable): Promise<void> {
  if (!stream.writable) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.write('', () => {
      resolve();
    });
  });
}
