import { Command, CommanderError } from 'commander';
import { resolve } from 'node:path';
import { type RunCommand } from '../../protocol/run.js';
import { exitStatus } from '../../protocol/status.js';
import { type Invocation, type RunArguments } from './invocation.js';
import { addRunOptions, type RunOptions } from './runOptions.js';
import { UsageError } from './usage.js';

/** Where a command line is read. */
export interface ParseContext {
  /** Absolute. */
  readonly cwd: string;
  /** For help, which was asked for. */
  readonly writeOut: (text: string) => void;
  /** For what is wrong. */
  readonly writeErr: (text: string) => void;
}

const examples = `
Examples:
  bellglass run hello.py                       the interpreter is found by shebang or extension
  bellglass run --timeout 30s -- make test     any command, after "--"
  echo hi | bellglass run -i --mode none -- cat

Exit status: the program's own; 124 time-out, 125 Bellglass failed, 126 not executable, 127 not found, 128+n signal n.`;

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
  addRunOptions(program.command('run'), context.cwd)
    .summary('run a program in a new sandbox')
    .description('Runs a program in a new sandbox: a FILE with its arguments, or after "--" any COMMAND.')
    .usage('[options] FILE [ARGS...]\n       bellglass run [options] -- COMMAND [ARGS...]')
    .argument('<program...>')
    .passThroughOptions()
    .addHelpText('after', examples)
    .action((words: string[], options: RunOptions) => {
      found({ kind: 'run', arguments: runArguments(runCommand(argv, words, context.cwd), options) });
    });
  program
    .command('version')
    .description('print the version')
    .option('--json', 'as JSON')
    .action((options: { json?: true }) => {
      found({ kind: 'version', json: options.json ?? false });
    });
  const daemon = program.command('daemon').description('look at the daemon, or stop it; it starts by itself');
  daemon
    .command('status')
    .description('say whether the daemon runs and what it holds; status 1 when none runs')
    .option('--json', 'as JSON')
    .action((options: { json?: true }) => {
      found({ kind: 'daemonStatus', json: options.json ?? false });
    });
  daemon
    .command('stop')
    .description('end the daemon and every machine')
    .action(() => {
      found({ kind: 'daemonStop' });
    });
  return program;
}

/** The words are the tail of argv as they are, so the word before them says whether "--" made them a command. */
function runCommand(argv: readonly string[], words: readonly string[], cwd: string): RunCommand {
  if (argv.at(-words.length - 1) === '--') return { kind: 'argv', argv: [...words] };
  const [file = '', ...args] = words;
  return { kind: 'file', path: resolve(cwd, file), args };
}

function runArguments(command: RunCommand, options: RunOptions): RunArguments {
  if (options.mode === 'none' && options.workspace !== undefined)
    throw new UsageError('workspace_unshown', { path: options.workspace });
  return {
    command,
    image: options.image,
    workspace: options.workspace ?? null,
    mode: options.mode,
    environment: [...(options.envFile ?? []), ...(options.env ?? [])],
    workdir: options.workdir ?? null,
    user: options.user ?? null,
    cpus: options.cpus ?? null,
    memoryMiB: options.memory ?? null,
    timeoutMs: options.timeout ?? null,
    interactive: options.interactive ?? false,
    hypervisor: options.hypervisor,
    allowBroadWorkspace: options.allowBroadWorkspace ?? false,
    json: options.json ?? false,
  };
}

/** Commander's message as sentences on one line: its prefix and line breaks away, a capital and a full stop there. */
function asSentence(text: string): string {
  const [, message = '', hint = ''] = /^(?:error: )?(.*?)\s*(?:\((Did you mean .*\?)\))?\s*$/s.exec(text) ?? [];
  const line = message.replace(/\s+/g, ' ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1).replace(/\.?$/, '.')} ${hint}`.trim();
}
