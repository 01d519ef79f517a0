import { type ExecArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { follow } from '../program/follow.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { attach } from './attach.js';
import { terminalFor, wishOf } from './wish.js';

/**
 * `bellglass exec`: a program in a running sandbox. Without -t and -d it belongs to this command; with one of them to the daemon, and
 * lives on without this command.
 * @returns the program's exit status; 0 when it was left, or runs in the background
 */
export async function exec(args: ExecArguments, around: Surroundings): Promise<number> {
  const { sandbox, tty, detach, interactive, detachKeys } = args;
  const process = wishOf(args, around.env);
  if (!tty && !detach) {
    const request = { sandbox, process, stdin: interactive, capture: args.json };
    return await follow(
      { start: async (daemon) => await daemon.call('exec.start', request), interactive, json: args.json },
      around,
    );
  }
  const terminal = terminalFor(args, around);
  return await withDaemon(around.env, async (daemon) => {
    const session = await daemon.call('session.start', { sandbox, process, terminal });
    if (!detach) return await attach(daemon, session.id, { interactive, detachKeys, drawn: true }, around);
    around.stdout.write(`${args.json ? json(session) : session.id}\n`);
    return 0;
  });
}
