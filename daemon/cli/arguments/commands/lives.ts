import { type Command } from 'commander';
import { parseGrace } from '../count.js';
import { type EachArguments } from '../invocation.js';
import { type AddCommands } from './reading.js';
import { addSandboxOptions, sandboxArguments, type SandboxOptions } from './sandboxOptions.js';
import { valued } from './valued.js';

/** What Docker gives a stop, too; in milliseconds. */
const usualGrace = 10_000;

interface JsonOption {
  json?: true;
}

/** Adds `bellglass create`. */
export const addCreate: AddCommands = (program, reading) => {
  addSandboxOptions(program.command('create'), reading)
    .option('--rm', 'remove it when it has stopped')
    .option('--json', 'print what it is as JSON instead of its id')
    .description('Makes a sandbox that is kept, with a disk of its own, and prints its id; "start" starts it.')
    .action((options: SandboxOptions & JsonOption & { rm?: true }) => {
      const args = { ...sandboxArguments(options), autoRemove: options.rm ?? false, json: options.json ?? false };
      reading.found({ kind: 'create', arguments: args });
    });
};

/** Adds `bellglass start`. */
export const addStart: AddCommands = (program, { found }) => {
  ofEach(program.command('start'))
    .description('Starts sandboxes; one that runs is left as it is.')
    .action((sandboxes: string[], options: JsonOption) => {
      found({ kind: 'start', arguments: eachArguments(sandboxes, options) });
    });
};

/** Adds `bellglass stop` and `bellglass restart`. */
export const addStop: AddCommands = (program, { found }) => {
  const descriptions = {
    stop: 'Stops sandboxes: SIGTERM to every process, a time to end in, then the power is cut. Their disks stay.',
    restart: 'Stops sandboxes and starts them again.',
  };
  for (const kind of ['stop', 'restart'] as const) {
    ofEach(program.command(kind))
      .addOption(
        valued<number>('-t, --timeout <seconds>', 'how long its processes may take to end; 10 by default', parseGrace),
      )
      // As Docker called it before, and still reads it.
      .addOption(valued<number>('--time <seconds>', '', parseGrace).hideHelp())
      .description(descriptions[kind])
      .action((sandboxes: string[], options: JsonOption & { timeout?: number; time?: number }) => {
        const graceMs = options.timeout ?? options.time ?? usualGrace;
        found({ kind, arguments: eachArguments(sandboxes, options), graceMs });
      });
  }
};

/** Adds `bellglass rm`. */
export const addRemove: AddCommands = (program, { found }) => {
  ofEach(program.command('rm'))
    .alias('remove')
    .option('-f, --force', 'also one that runs')
    .description('Removes sandboxes with their disks and logs.')
    .action((sandboxes: string[], options: JsonOption & { force?: true }) => {
      found({ kind: 'rm', arguments: eachArguments(sandboxes, options), force: options.force ?? false });
    });
};

/** Adds `bellglass rename`. */
export const addRename: AddCommands = (program, { found }) => {
  program
    .command('rename')
    .argument('<sandbox>')
    .argument('<name>')
    .option('--json', 'print what it is as JSON')
    .description('Gives a sandbox another name.')
    .action((sandbox: string, name: string, options: JsonOption) => {
      found({ kind: 'rename', sandbox, name, json: options.json ?? false });
    });
};

function ofEach(command: Command): Command {
  return command.argument('<sandbox...>').option('--json', 'print what became of each as JSON');
}

function eachArguments(sandboxes: readonly string[], { json }: JsonOption): EachArguments {
  return { sandboxes, json: json ?? false };
}
