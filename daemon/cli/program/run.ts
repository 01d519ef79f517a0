import { blankRecord } from '../../protocol/record/blankRecord.js';
import { asError } from '../../protocol/errors.js';
import { statusOfError } from '../../protocol/status.js';
import { type RunArguments } from '../arguments/invocation.js';
import { type Surroundings } from '../surroundings.js';
import { follow } from './follow.js';
import { requestOf } from './request.js';

/**
 * `bellglass run` in a sandbox that goes with its program: starts it, ties its streams and signals to this command's, and reports its end.
 * @returns the exit status
 * @throws BellglassFailure what the client and the daemon throw
 */
export async function run(args: RunArguments, around: Surroundings): Promise<number> {
  const request = requestOf(args, around);
  try {
    const { interactive, json } = args;
    return await follow(
      { start: async (daemon) => await daemon.call('run.start', request), interactive, json },
      around,
    );
  } catch (thrown) {
    const error = asError(thrown);
    const blank = blankRecord(request, '', new Date().toISOString());
    if (args.json) around.stdout.write(`${JSON.stringify({ ...blank, error, status: statusOfError(error) })}\n`);
    throw thrown;
  }
}
