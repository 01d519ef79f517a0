import { type ProcessWish, type TerminalSize } from '../../protocol/sandbox/session.js';
import { resolveEnvironment } from '../arguments/environment.js';
import { type ExecArguments, type TerminalArguments } from '../arguments/invocation.js';
import { type OwnStreams } from '../program/streams.js';
import { OwnTerminal, sizeOf } from './ownTerminal.js';

/** The process that `exec` asks for. */
export function wishOf(
  args: Pick<ExecArguments, 'argv' | 'environment' | 'workdir' | 'user'>,
  env: NodeJS.ProcessEnv,
): ProcessWish {
  return {
    argv: [...args.argv],
    env: { ...resolveEnvironment(args.environment, env) },
    cwd: args.workdir,
    user: args.user,
  };
}

/**
 * The terminal that a program is to have: as large as this command's; null when it has none.
 * @throws UsageError when the program is to be shown here and this is no terminal
 */
export function terminalFor(
  { tty, detach }: Pick<TerminalArguments, 'tty' | 'detach'>,
  own: OwnStreams,
): TerminalSize | null {
  if (!tty) return null;
  return detach ? sizeOf(own.stdout) : OwnTerminal.of(own).size;
}
