import { resolve } from 'node:path';
import { type RunCommand } from '../../../protocol/run.js';
import { parseDuration } from '../duration.js';
import { type RunArguments } from '../invocation.js';
import { checkRun, keptBy } from './kept.js';
import { addTerminalOptions, terminalArguments, type TerminalOptions } from './processOptions.js';
import { UsageError } from '../usage.js';
import { type AddCommands, type Reading } from './reading.js';
import { addSandboxOptions, sandboxArguments, type SandboxOptions } from './sandboxOptions.js';
import { valued } from './valued.js';

/** The options of `run` as commander hands them out. */
interface RunOptions extends SandboxOptions, TerminalOptions {
  rm?: true;
  keep?: true;
  timeout?: number;
  json?: true;
}

const examples = `
Examples:
  bellglass run hello.py                       the interpreter is found by shebang or extension
  bellglass run --timeout 30s -- make test     any command, after "--"
  echo hi | bellglass run -i --mode none -- cat
  bellglass run -it --name dev --keep -- bash  a sandbox that stays; ctrl-p ctrl-q leaves its terminal

Exit status: the program's own; 124 time-out, 125 Bellglass failed, 126 not executable, 127 not found, 128+n signal n.`;

/** Adds `bellglass run`. */
export const addRun: AddCommands = (program, reading) => {
  const run = program.command('run');
  addSandboxOptions(addTerminalOptions(run), reading)
    .option('--rm', 'accepted as in Docker: without --keep a sandbox is removed when its program has ended')
    .option('--keep', 'let the sandbox stay, stopped, when its program has ended')
    .addOption(valued<number>('--timeout <duration>', 'end the program after 30s, 2m, 1h; status 124', parseDuration))
    .option('--json', "print the run's record as JSON instead of its output")
    .summary('run a program in a new sandbox')
    .description('Runs a program in a new sandbox: a FILE with its arguments, or after "--" any COMMAND.')
    .usage('[options] FILE [ARGS...]\n       bellglass run [options] -- COMMAND [ARGS...]')
    .argument('<program...>')
    .passThroughOptions()
    .addHelpText('after', examples)
    .action((words: string[], options: RunOptions) => {
      reading.found({ kind: 'run', arguments: runArguments(runCommand(words, reading), options) });
    });
};

/** The words are the tail of argv as they are, so the word before them says whether "--" made them a command. */
function runCommand(words: readonly string[], { argv, cwd }: Reading): RunCommand {
  if (words[0] === '') throw new UsageError('empty_value', { option: 'The program' });
  if (argv.at(-words.length - 1) === '--') return { kind: 'argv', argv: [...words] };
  const [file = '', ...args] = words;
  return { kind: 'file', path: resolve(cwd, file), args, content: null };
}

function runArguments(command: RunCommand, options: RunOptions): RunArguments {
  const args = checkRun({
    command,
    ...sandboxArguments(options),
    ...terminalArguments(options),
    timeoutMs: options.timeout ?? null,
    keep: options.keep ?? false,
    json: options.json ?? false,
  });
  const reviewable = keptBy(args) === null && !args.allowBroadWorkspace;
  return options.mode === undefined && reviewable ? { ...args, mode: 'review' } : args;
}
