import { usualDetachKeys } from '../detachKeys.js';
import { parseTail } from '../count.js';
import { UsageError } from '../usage.js';
import {
  addProcessOptions,
  addTerminalOptions,
  detachKeysOption,
  type ProcessOptions,
  terminalArguments,
  type TerminalOptions,
} from './processOptions.js';
import { type AddCommands } from './reading.js';
import { environmentOf } from './sandboxOptions.js';
import { valued } from './valued.js';

const execExamples = `
Examples:
  bellglass exec dev make test        streams and exit status are the program's, which ends with this command
  bellglass exec -it dev bash         a terminal, which ctrl-p ctrl-q leaves; "bellglass attach" comes back to it
  bellglass exec -d dev ./server      in the background; "bellglass logs" shows what it writes`;

/** Adds `bellglass exec`. */
export const addExec: AddCommands = (program, { cwd, found }) => {
  addProcessOptions(addTerminalOptions(program.command('exec')), cwd)
    .option('--json', "print the program's record as JSON instead of its output; with -d its session")
    .argument('<sandbox>')
    .argument('<command...>')
    .passThroughOptions()
    .usage('[options] SANDBOX COMMAND [ARGS...]')
    .description('Runs a program in a running sandbox.')
    .addHelpText('after', execExamples)
    .action((sandbox: string, words: string[], options: ProcessOptions & TerminalOptions & { json?: true }) => {
      const argv = words[0] === '--' ? words.slice(1) : words;
      if (argv[0] === undefined || argv[0] === '') throw new UsageError('empty_value', { option: 'COMMAND' });
      checkTerminal(options);
      const [environment, json] = [environmentOf(options), options.json ?? false];
      const rest = { workdir: options.workdir ?? null, user: options.user ?? null, json };
      found({ kind: 'exec', arguments: { sandbox, argv, environment, ...rest, ...terminalArguments(options) } });
    });
};

function checkTerminal({ interactive, tty, detach, json }: TerminalOptions & { json?: true }): void {
  if (detach === true && interactive === true && tty !== true)
    throw new UsageError('interactive_alone', { option: '--detach' });
  if (json === true && tty === true && detach !== true)
    throw new UsageError('excluded', { option: '--json', other: '--tty' });
}

/** Adds `bellglass attach`. */
export const addAttach: AddCommands = (program, { found }) => {
  program
    .command('attach')
    .argument('<session>', 'its id, or its sandbox')
    .addOption(detachKeysOption())
    .description('Attaches this terminal to one in a sandbox; its screen is as it was left.')
    .action((reference: string, options: TerminalOptions) => {
      found({ kind: 'attach', reference, detachKeys: options.detachKeys ?? usualDetachKeys });
    });
};

/** Commander makes a null of its own an empty text. */
interface Lines {
  readonly count: number | null;
}

interface LogsOptions {
  follow?: true;
  tail?: Lines;
  console?: true;
  json?: true;
}

/** Adds `bellglass logs`. */
export const addLogs: AddCommands = (program, { found }) => {
  program
    .command('logs')
    .argument('<sandbox>', 'or the id of one of its sessions')
    .option('-f, --follow', 'go on until the program ends')
    .addOption(
      valued<Lines>('-n, --tail <lines>', 'so many of the last lines only; all by default', (value) => ({
        count: parseTail(value),
      })),
    )
    .option('--console', "show the console of the sandbox's machine instead")
    .option('--json', 'print a line of JSON for each piece of output')
    .description("Shows what a sandbox's program in the background has written.")
    .action((reference: string, { follow, tail, console, json }: LogsOptions) => {
      if (console === true && follow === true)
        throw new UsageError('excluded', { option: '--console', other: '--follow' });
      found({
        kind: 'logs',
        arguments: {
          reference,
          follow: follow ?? false,
          tail: tail?.count ?? null,
          console: console ?? false,
          json: json ?? false,
        },
      });
    });
};
