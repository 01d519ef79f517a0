import { asError } from '../protocol/errors.js';
import { sentence } from '../protocol/sentences.js';
import { exitStatus, statusOfError } from '../protocol/status.js';
import { type Invocation } from './arguments/invocation.js';
import { parseCommandLine } from './arguments/parse.js';
import { daemonStatus } from './daemonStatus.js';
import { daemonStop } from './daemonStop.js';
import { run } from './run/run.js';
import { flushed } from './run/streams.js';
import { say, type Surroundings } from './surroundings.js';
import { version } from './version.js';

/**
 * The bellglass command, from its arguments (without node and script) to its exit status. Every error becomes its sentence here.
 * @returns the exit status, when all output has been taken
 */
export async function command(argv: readonly string[], around: Surroundings): Promise<number> {
  // Whoever stopped reading gets no more; a run sees it for itself (run/streams.ts).
  around.stdout.on('error', () => undefined);
  around.stderr.on('error', () => undefined);
  const invocation = parseCommandLine(argv, {
    cwd: around.cwd,
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  const status = await carryOut(invocation, around).catch((thrown: unknown) => {
    const error = asError(thrown);
    say(around, sentence(error));
    return statusOfError(error);
  });
  await Promise.all([flushed(around.stdout), flushed(around.stderr)]);
  return status;
}

async function carryOut(invocation: Invocation, around: Surroundings): Promise<number> {
  switch (invocation.kind) {
    case 'run':
      return await run(invocation.arguments, around);
    case 'version':
      return version(invocation.json, around);
    case 'daemonStatus':
      return await daemonStatus(invocation.json, around);
    case 'daemonStop':
      return await daemonStop(around);
    case 'done':
      return invocation.status;
  }
}

/** What the command exits with where it cannot even begin. */
export const cannotBegin = exitStatus.bellglass;
