import { asError } from '../protocol/errors.js';
import { sentence } from '../protocol/sentences.js';
import { exitStatus, statusOfError } from '../protocol/status.js';
import { type Invocation } from './arguments/invocation.js';
import { parseCommandLine } from './arguments/parse.js';
import { UsageError } from './arguments/usage.js';
import { carryOut } from './carryOut.js';
import { flushed } from './program/streams.js';
import { say, type Surroundings } from './surroundings.js';

/** What a command that runs no program exits with when it failed, as in Docker. */
const managementFailed = 1;
const managing: ReadonlySet<Invocation['kind']> = new Set([
  'create',
  'start',
  'stop',
  'restart',
  'rm',
  'rename',
  'ls',
  'inspect',
  'logs',
  'stats',
  'top',
]);

/**
 * The bellglass command, from its arguments (without node and script) to its exit status. Every error becomes its sentence here.
 * @returns the exit status, when all output has been taken
 */
export async function command(argv: readonly string[], around: Surroundings): Promise<number> {
  // Whoever stopped reading gets no more; a run sees it for itself (program/streams.ts).
  around.stdout.on('error', () => undefined);
  around.stderr.on('error', () => undefined);
  const invocation = parseCommandLine(argv, {
    cwd: around.cwd,
    home: around.env['HOME'],
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  const status = await carryOut(invocation, around).catch((thrown: unknown) => {
    if (thrown instanceof UsageError) {
      say(around, thrown.message);
      return exitStatus.bellglass;
    }
    const error = asError(thrown);
    say(around, sentence(error));
    return managing.has(invocation.kind) ? managementFailed : statusOfError(error);
  });
  await Promise.all([flushed(around.stdout), flushed(around.stderr)]);
  return status;
}

/** What the command exits with where it cannot even begin. */
export const cannotBegin = exitStatus.bellglass;
