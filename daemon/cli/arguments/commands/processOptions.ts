import { type Command, Option } from 'commander';
import { resolve } from 'node:path';
import { type EnvironmentEntry, parseEnvironmentEntry } from '../environment.js';
import { readEnvironmentFile } from '../environmentFile.js';
import { type TerminalArguments } from '../invocation.js';
import { parseDetachKeys, usualDetachKeys } from '../detachKeys.js';
import { UsageError } from '../usage.js';
import { parseUser } from '../user.js';
import { listed, valued } from './valued.js';

/** What a process is given, as commander hands it out. */
export interface ProcessOptions {
  env?: EnvironmentEntry[];
  envFile?: EnvironmentEntry[];
  workdir?: string;
  user?: string;
}

/** How a process is tied to the terminal, as commander hands it out. */
export interface TerminalOptions {
  interactive?: true;
  tty?: true;
  detach?: true;
  detachKeys?: readonly number[];
}

/** Gives a command the options of a process. @param cwd what relative paths are relative to, absolute */
export function addProcessOptions(command: Command, cwd: string): Command {
  const path = (value: string) => resolve(cwd, value);
  return command
    .addOption(
      listed('-e, --env <name[=value]>', 'set an environment variable, or pass on your own', (value) => [
        parseEnvironmentEntry(value),
      ]),
    )
    .addOption(
      listed('--env-file <file>', "set a file's environment variables, a NAME=VALUE a line", (value) =>
        readEnvironmentFile(path(value)),
      ),
    )
    .addOption(valued<string>('-w, --workdir <path>', 'directory in the sandbox that the program starts in', path))
    .addOption(valued<string>('-u, --user <name|uid[:gid]>', 'user in the sandbox; yours by default', parseUser));
}

/** Gives a command the options of a terminal. */
export function addTerminalOptions(command: Command): Command {
  return command
    .option('-i, --interactive', "pass this command's standard input on to the program")
    .option('-t, --tty', 'give the program a terminal, and attach this one to it')
    .option('-d, --detach', 'let the program run in the background, and print its id')
    .addOption(detachKeysOption());
}

/** The keys that leave a terminal. An empty value is one: nothing leaves it. */
export function detachKeysOption() {
  return new Option(
    '--detach-keys <keys>',
    'what leaves the terminal and lets it run on; ctrl-p,ctrl-q by default, nothing for ""',
  ).argParser<readonly number[]>((value) => {
    if (value === '--') throw new UsageError('empty_value', { option: '--detach-keys' });
    return parseDetachKeys(value);
  });
}

/** What the options say of the terminal. */
export function terminalArguments(options: TerminalOptions): TerminalArguments {
  return {
    interactive: options.interactive ?? false,
    tty: options.tty ?? false,
    detach: options.detach ?? false,
    detachKeys: options.detachKeys ?? usualDetachKeys,
  };
}
