import { type Invocation } from '../../../../daemon/cli/arguments/invocation.js';
import { parseCommandLine } from '../../../../daemon/cli/arguments/parse.js';

/** Parses as if alice were in /work/dir, and keeps what was written. */
export function parse(...argv: string[]): { invocation: Invocation; out: string; err: string } {
  let out = '';
  let err = '';
  const invocation = parseCommandLine(argv, {
    cwd: '/work/dir',
    home: '/home/alice',
    writeOut: (text) => (out += text),
    writeErr: (text) => (err += text),
  });
  return { invocation, out, err };
}

/** What a command line asks for that is in order. */
export function asked(...argv: string[]): Invocation {
  const { invocation, err } = parse(...argv);
  if (err !== '') throw new Error(err);
  return invocation;
}

/** What is said about a command line that is not. */
export function refused(...argv: string[]): string {
  const { invocation, out, err } = parse(...argv);
  const isOneLine = err.endsWith('\n') && err.trim().split('\n').length === 1;
  if (invocation.kind !== 'done' || invocation.status !== 125 || out !== '' || !isOneLine)
    throw new Error(`not refused in one line: ${JSON.stringify({ invocation, out, err })}`);
  return err;
}
