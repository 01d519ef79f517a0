import { Command, CommanderError } from 'commander';
import { exitStatus } from '../../protocol/status.js';
import { addCommands } from './commands/all.js';
import { type Invocation } from './invocation.js';
import { UsageError } from './usage.js';

/** Where a command line is read. */
export interface ParseContext {
  /** Absolute. */
  readonly cwd: string;
  /** What "~" stands for, where anyone knows. */
  readonly home?: string | undefined;
  /** For help, which was asked for. */
  readonly writeOut: (text: string) => void;
  /** For what is wrong. */
  readonly writeErr: (text: string) => void;
}

/** Reads a command line (without node and script) once, into what it asks for. What is wrong is said, and answered with status 125. */
export function parseCommandLine(argv: readonly string[], context: ParseContext): Invocation {
  let invocation: Invocation = { kind: 'done', status: 0 };
  const program = commandTree(argv, context, (found) => {
    invocation = found;
  });
  try {
    program.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError)
      return { kind: 'done', status: thrown.exitCode === 0 ? 0 : exitStatus.bellglass };
    if (!(thrown instanceof UsageError)) throw thrown;
    context.writeErr(`bellglass: ${thrown.message}\n`);
    return { kind: 'done', status: exitStatus.bellglass };
  }
  return invocation;
}

function commandTree(argv: readonly string[], context: ParseContext, found: (invocation: Invocation) => void): Command {
  const program = new Command('bellglass')
    .description('Runs code that nobody has vouched for yet inside a microVM on this machine.')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: context.writeOut,
      writeErr: context.writeErr,
      outputError: (text, write) => {
        write(`bellglass: ${asSentence(text)}\n`);
      },
    })
    .allowExcessArguments()
    .option('--version', 'print the version')
    .action((options: { version?: true }) => {
      const [word] = program.args;
      if (options.version === true) found({ kind: 'version', json: false });
      else if (word === undefined) program.help({ error: true });
      else throw new UsageError('unknown_command', { word });
    });
  addCommands(program, { argv, cwd: context.cwd, home: context.home, found });
  return program;
}

/** Commander's message as sentences on one line: its prefix and line breaks away, a capital and a full stop there. */
function asSentence(text: string): string {
  const [, message = '', hint = ''] = /^(?:error: )?(.*?)\s*(?:\((Did you mean .*\?)\))?\s*$/s.exec(text) ?? [];
  const line = message.replace(/\s+/g, ' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1).replace(/\.?$/, '.')} ${hint}`.trim();
}
