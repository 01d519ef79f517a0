import { type Command, Option } from 'commander';
import { resolve } from 'node:path';
import { hypervisorName, workspaceMode } from '../../protocol/run.js';
import { parseCpus } from './cpus.js';
import { parseDuration } from './duration.js';
import { type EnvironmentEntry, parseEnvironmentEntry } from './environment.js';
import { readEnvironmentFile } from './environmentFile.js';
import { type RunArguments } from './invocation.js';
import { parseMemory } from './memory.js';
import { UsageError } from './usage.js';
import { parseUser } from './user.js';

/** The options of `run` as commander hands them out. */
export interface RunOptions {
  interactive?: true;
  rm?: true;
  env?: EnvironmentEntry[];
  envFile?: EnvironmentEntry[];
  workdir?: string;
  user?: string;
  cpus?: number;
  memory?: number;
  timeout?: number;
  image: string;
  workspace?: string;
  mode: RunArguments['mode'];
  hypervisor: RunArguments['hypervisor'];
  json?: true;
  allowBroadWorkspace?: true;
}

/** An option with a value: "--" and nothing at all are none, so that what follows "--" is a command for certain. */
function valued<T>(flags: string, description: string, parse: (value: string, before: T | undefined) => T): Option {
  return new Option(flags, description).argParser<T | undefined>((value, before) => {
    if (value === '' || value === '--')
      throw new UsageError('empty_value', { option: flags.replace(/^-\w, | <.*/g, '') });
    return parse(value, before);
  });
}

function listed<T>(flags: string, description: string, parse: (value: string) => T[]): Option {
  return valued<T[]>(flags, description, (value, before = []) => [...before, ...parse(value)]);
}

// A variable that is set to nothing is as good as unset.
function hypervisorOption(): Option {
  const variable = 'BELLGLASS_HYPERVISOR';
  const option = new Option('--hypervisor <name>', 'what boots the machine')
    .choices(['auto', ...hypervisorName.options])
    .default('auto');
  return process.env[variable] === '' ? option : option.env(variable);
}

/**
 * Gives the command `run` its options, named as Docker's where they overlap.
 * @param cwd what relative paths are relative to, absolute
 */
export function addRunOptions(run: Command, cwd: string): Command {
  const path = (value: string) => resolve(cwd, value);
  return run
    .option('-i, --interactive', "pass this command's standard input on to the program")
    .option('--rm', 'accepted as in Docker: a sandbox is always removed when its program has ended')
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
    .addOption(valued<string>('-u, --user <name|uid[:gid]>', 'user in the sandbox; yours by default', parseUser))
    .addOption(valued<number>('--cpus <number>', 'virtual CPUs', parseCpus))
    .addOption(valued<number>('-m, --memory <size>', 'memory, as 512m or 2g; 1g by default', parseMemory))
    .addOption(valued<number>('--timeout <duration>', 'end the program after 30s, 2m, 1h; status 124', parseDuration))
    .addOption(
      valued<string>('--image <image>', "root file system; host is this machine's own /usr", (value) => value).default(
        'host',
      ),
    )
    .addOption(valued<string>('--workspace <directory>', 'directory to show; the current one by default', path))
    .addOption(
      new Option('--mode <mode>', 'how to show the workspace').choices(workspaceMode.options).default('readonly'),
    )
    .addOption(hypervisorOption())
    .addOption(
      new Option('-t, --tty').hideHelp().argParser(() => {
        throw new UsageError('no_terminal', {});
      }),
    )
    .option('--json', "print the run's record as JSON instead of its output")
    .option('--allow-broad-workspace', 'insist on a workspace that holds the home directory');
}
