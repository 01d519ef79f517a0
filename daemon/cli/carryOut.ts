import { keptBy } from './arguments/commands/kept.js';
import { type Invocation, type RunArguments } from './arguments/invocation.js';
import { daemonStatus } from './daemonStatus.js';
import { daemonStop } from './daemonStop.js';
import { doctorCommand } from './doctor.js';
import { run } from './program/run.js';
import { apply } from './reviews/apply.js';
import { changes } from './reviews/changes.js';
import { diff } from './reviews/diff.js';
import { runs } from './reviews/runs.js';
import { discard, undo } from './reviews/settle.js';
import { show } from './reviews/show.js';
import { create } from './sandboxes/create.js';
import { inspect } from './sandboxes/inspect.js';
import { list } from './sandboxes/list.js';
import { changeLives, rename } from './sandboxes/lives.js';
import { stats } from './sandboxes/stats.js';
import { top } from './sandboxes/top.js';
import { type Surroundings } from './surroundings.js';
import { attachCommand } from './terminal/attachCommand.js';
import { exec } from './terminal/exec.js';
import { logs } from './logs/logs.js';
import { runKept } from './terminal/runKept.js';
import { version } from './version.js';

/** Does what a command line asks for. @returns the exit status */
export async function carryOut(invocation: Invocation, around: Surroundings): Promise<number> {
  switch (invocation.kind) {
    case 'run':
      return await runEither(invocation.arguments, around);
    case 'runs':
      return await runs(invocation.arguments, around);
    case 'show':
      return await show(invocation, around);
    case 'changes':
      return await changes(invocation.arguments, around);
    case 'diff':
      return await diff(invocation.arguments, around);
    case 'apply':
      return await apply(invocation.arguments, around);
    case 'undo':
      return await undo(invocation.arguments, around);
    case 'discard':
      return await discard(invocation.arguments, around);
    case 'exec':
      return await exec(invocation.arguments, around);
    case 'attach':
      return await attachCommand(invocation, around);
    case 'logs':
      return await logs(invocation.arguments, around);
    case 'create':
      return await create(invocation.arguments, around);
    case 'start':
    case 'stop':
    case 'restart':
    case 'rm':
      return await changeLives(invocation, around);
    case 'rename':
      return await rename(invocation, around);
    case 'ls':
      return await list(invocation.arguments, around);
    case 'inspect':
      return await inspect(invocation, around);
    case 'stats':
      return await stats(invocation.arguments, around);
    case 'top':
      return await top(invocation, around);
    case 'doctor':
      return await doctorCommand(invocation.json, around);
    case 'version':
      return version(invocation.json, around);
    case 'daemonStatus':
      return await daemonStatus(invocation.json, around);
    case 'daemonStop':
      return await daemonStop(invocation.json, around);
    case 'done':
      return invocation.status;
  }
}

async function runEither(args: RunArguments, around: Surroundings): Promise<number> {
  const { command } = args;
  // A file is found in `run` alone, so a run that is kept has a command for certain (arguments/commands/kept.ts).
  if (command.kind === 'file' || keptBy(args) === null) return await run(args, around);
  return await runKept(args, command.argv, around);
}
