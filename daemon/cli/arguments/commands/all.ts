import { type Command } from 'commander';
import { addDaemon, addDoctor } from './daemons.js';
import { addCreate, addRemove, addRename, addStart, addStop } from './lives.js';
import { addInspect, addList, addStats } from './looks.js';
import { type AddCommands } from './reading.js';
import { addApply, addChanges, addRuns } from './reviews.js';
import { addRun } from './run.js';
import { addAttach, addExec, addLogs } from './sessions.js';

/** Every command by its words, in the order of the help. */
const commands: readonly { readonly words: readonly string[]; readonly add: AddCommands }[] = [
  { words: ['run'], add: addRun },
  { words: ['runs', 'show'], add: addRuns },
  { words: ['changes', 'diff'], add: addChanges },
  { words: ['apply', 'undo', 'discard'], add: addApply },
  { words: ['create'], add: addCreate },
  { words: ['start'], add: addStart },
  { words: ['stop', 'restart'], add: addStop },
  { words: ['rm', 'remove'], add: addRemove },
  { words: ['rename'], add: addRename },
  { words: ['ls', 'ps', 'list'], add: addList },
  { words: ['inspect'], add: addInspect },
  { words: ['exec'], add: addExec },
  { words: ['attach'], add: addAttach },
  { words: ['logs'], add: addLogs },
  { words: ['stats', 'top'], add: addStats },
  { words: ['doctor', 'version'], add: addDoctor },
  { words: ['daemon'], add: addDaemon },
];

/** Adds the commands that a command line with that first word can be about: one, so that a run is not slower for what it does not need, or all. */
export const addCommands: AddCommands = (program, reading) => {
  const [word = ''] = reading.argv;
  const meant = commands.filter(({ words }) => words.includes(word));
  for (const { add } of meant.length > 0 ? meant : commands) add(program, reading);
  refuseExcess(program);
};

/** Only the program itself takes words that it does not know, to say what they may have meant; commands have inherited that. */
function refuseExcess({ commands: below }: Command): void {
  for (const command of below) {
    if (command.commands.length === 0) command.allowExcessArguments(false);
    refuseExcess(command);
  }
}
