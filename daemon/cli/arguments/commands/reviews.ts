import { type Command } from 'commander';
import { latest } from '../../reviews/chosen.js';
import { parseRuns } from '../count.js';
import { UsageError } from '../usage.js';
import { type AddCommands } from './reading.js';
import { text, valued } from './valued.js';

/** So many runs are listed unless another number is given. */
const usualRuns = 20;

interface JsonOption {
  json?: true;
}

interface RunOption extends JsonOption {
  run?: string;
}

/** Adds `bellglass runs` and `bellglass show`. */
export const addRuns: AddCommands = (program, { found }) => {
  program
    .command('runs')
    .addOption(
      valued<number>('-n, --last <number>', `so many of the newest; ${String(usualRuns)} by default`, parseRuns),
    )
    .option('-q, --quiet', 'print ids only')
    .option('--json', 'print everything that is known of them as one JSON array')
    .description('Lists runs that are over, newest first.')
    .action(({ last, quiet, json }: JsonOption & { last?: number; quiet?: true }) => {
      if (quiet === true && json === true) throw new UsageError('excluded', { option: '--quiet', other: '--json' });
      found({ kind: 'runs', arguments: { most: last ?? usualRuns, quiet: quiet ?? false, json: json ?? false } });
    });
  program
    .command('show')
    .argument('[run]', 'its id, or the beginning of it; the last one here by default')
    .option('--json', 'as JSON')
    .description('Shows what is known of a run: how it went, what it used, what it changed.')
    .action((run: string | undefined, { json }: JsonOption) => {
      found({ kind: 'show', run: run ?? latest, json: json ?? false });
    });
};

interface ApplyOptions extends RunOption {
  all?: true;
  /** What commander makes of --no-ignored. */
  ignored: boolean;
  interactive?: true;
  merge?: true;
  conflictMarkers?: true;
}

const changesNotes = `
A letter says what became of a path (added, modified, deleted, renamed). Behind it stands "!" when a change needs a look, because this
computer may run what it says, and "x" when it is never applied.`;

/** Adds `bellglass changes` and `bellglass diff`. */
export const addChanges: AddCommands = (program, { found }) => {
  ofRun(program.command('changes'))
    .argument('[path...]', 'only what is changed there')
    .option(
      '-a, --all',
      'list everything in a directory that was added, deleted or renamed whole, and of what git ignores',
    )
    .option('--name-only', 'print paths only, each on its line')
    .description('Lists what a run in mode review changed in its workspace.')
    .addHelpText('after', changesNotes)
    .action((paths: string[], options: RunOption & { all?: true; nameOnly?: true }) => {
      const { all = false, nameOnly = false } = options;
      if (nameOnly && options.json === true)
        throw new UsageError('excluded', { option: '--name-only', other: '--json' });
      found({ kind: 'changes', arguments: { ...runArguments(options), paths, all, nameOnly } });
    });
  ofRun(program.command('diff'))
    .argument('[path...]', 'only what is changed there')
    .description("Prints what a run in mode review changed as a patch in git's format.")
    .action((paths: string[], options: RunOption) => {
      found({ kind: 'diff', arguments: { ...runArguments(options), paths } });
    });
};

const applyNotes = `
A change that this computer may run by itself (a task of the editor, a hook, a script of a package) is held back until it is named as PATH:
what is in a named directory is applied without it. Nothing that was changed here meanwhile is overwritten: --merge puts both sides together as
git merge-file does. "bellglass undo" takes everything back.

With -i each change that is not applied yet is shown and asked about, the hunks of texts one by one as "git add -p" does. What was chosen is
applied at the end, all at once; q ends with what was chosen so far, Ctrl-C without. Where standard input is no terminal, answers are read from
its lines, and its end means q. The keys, of which ? says what each does: y n q a d s j J k K g /, and for what was changed here meanwhile
m (merge), o (ours: keep what is here) and t (theirs: take what the sandbox has). A hunk cannot be edited (e).

Exit status: 0 when everything that was asked for was applied, else 1.`;

/** Adds `bellglass apply`, `bellglass undo` and `bellglass discard`. */
export const addApply: AddCommands = (program, { found }) => {
  ofRun(program.command('apply'))
    .argument('[path...]', 'only what is changed there')
    .option('-a, --all', 'apply everything without being asked')
    .option('--no-ignored', 'leave out what git ignores')
    .option('-i, --interactive', 'choose file by file and hunk by hunk')
    .option('--merge', 'put both sides together where the workspace was changed since, if they go together')
    .option('--conflict-markers', 'the same, with markers where both changed the same lines')
    .description('Applies what a run in mode review changed to its workspace.')
    .addHelpText('after', applyNotes)
    .action((paths: string[], options: ApplyOptions) => {
      const { all = false, interactive = false, ignored } = options;
      const merge = options.conflictMarkers === true ? 'markers' : options.merge === true ? 'clean' : null;
      if (all && paths.length > 0) throw new UsageError('excluded', { option: '--all', other: 'PATH' });
      if (interactive && (all || merge !== null)) {
        const other = all ? '--all' : merge === 'clean' ? '--merge' : '--conflict-markers';
        throw new UsageError('excluded', { option: '--interactive', other });
      }
      found({ kind: 'apply', arguments: { ...runArguments(options), paths, all, ignored, interactive, merge } });
    });
  ofRun(program.command('undo'))
    .description('Takes back what was applied last.')
    .action((options: RunOption) => {
      found({ kind: 'undo', arguments: runArguments(options) });
    });
  ofRun(program.command('discard'))
    .description('Forgets what a run changed; what was applied stays, and can be taken back no more.')
    .action((options: RunOption) => {
      found({ kind: 'discard', arguments: runArguments(options) });
    });
};

function ofRun(command: Command): Command {
  return command
    .addOption(text('--run <run>', 'the id of the run, or the beginning of it; the last one here by default'))
    .option('--json', 'as JSON');
}

function runArguments({ run, json }: RunOption) {
  return { run: run ?? latest, json: json ?? false };
}
