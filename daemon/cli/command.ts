import { asError } from '../protocol/errors.js';
import { sentence } from '../protocol/sentences.js';
import { exitStatus, statusOfError } from '../protocol/status.js';
import { keptBy } from './arguments/commands/kept.js';
import { type Invocation } from './arguments/invocation.js';
import { parseCommandLine } from './arguments/parse.js';
import { UsageError } from './arguments/usage.js';
import { carryOut } from './carryOut.js';
import { outputFailure } from './program/report.js';
import { flushed } from './program/streams.js';
import { json } from './show/json.js';
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
  'runs',
  'show',
  'changes',
  'diff',
  'apply',
  'undo',
  'discard',
]);

/**
 * The bellglass command, from its arguments (without node and script) to its exit status. Every error becomes its sentence here.
 * @returns the exit status, when all output has been taken
 */
export async function command(argv: readonly string[], around: Surroundings): Promise<number> {
  // Whoever stopped reading gets no more; a run sees it for itself (program/streams.ts).
  const seen: { error: Error | null } = { error: null };
  around.stdout.on('error', (error) => {
    seen.error ??= error;
  });
  around.stderr.on('error', () => undefined);
  const invocation = parseCommandLine(argv, {
    cwd: around.cwd,
    home: around.env['HOME'],
    writeOut: (text) => around.stdout.write(text),
    writeErr: (text) => around.stderr.write(text),
  });
  const failed = managing.has(invocation.kind) ? managementFailed : exitStatus.bellglass;
  const status = await carryOut(invocation, around).catch((thrown: unknown) => {
    if (thrown instanceof UsageError) {
      say(around, thrown.message);
      return exitStatus.bellglass;
    }
    const error = asError(thrown);
    if (answersInJson(invocation)) around.stdout.write(`${json({ error })}\n`);
    say(around, sentence(error));
    return failed === managementFailed ? failed : statusOfError(error);
  });
  await flushed(around.stdout);
  // The process's own stream forgets an error once it has told it, and may not have told it yet.
  const lost = seen.error ?? around.stdout.errored;
  // Whoever stopped reading knows; a disk that is full says nothing by itself.
  const unwritten = lost !== null && !('code' in lost && lost.code === 'EPIPE');
  if (unwritten) say(around, outputFailure(lost));
  await flushed(around.stderr);
  return unwritten ? failed : status;
}

/** Whether one JSON text is the whole answer, which then says what failed, too. A run without a life of its own has its record for that. */
function answersInJson(invocation: Invocation): boolean {
  const { kind } = invocation;
  if (kind === 'run') return invocation.arguments.json && keptBy(invocation.arguments) !== null;
  if (kind === 'rename' || kind === 'top' || kind === 'show') return invocation.json;
  if (kind === 'changes' || kind === 'diff' || kind === 'apply') return invocation.arguments.json;
  if (kind === 'undo' || kind === 'discard') return invocation.arguments.json;
  return (kind === 'create' || kind === 'exec') && invocation.arguments.json;
}

/** What the command exits with where it cannot even begin. */
export const cannotBegin = exitStatus.bellglass;
