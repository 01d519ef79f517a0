import type { GuestUser } from '../image/image.js';
import { BellglassFailure } from '../protocol/errors.js';
import type { RunRequest } from '../protocol/run.js';
import type { ProcessRequest } from '../protocol/wire/agent.js';
import { reviewEnvironment } from '../review/environment.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { terminalEnvironment } from '../guest/terminal.js';
import type { ActiveRun } from './activeRun.js';
import { attend, type Attended } from './attend.js';
import type { ProgramFile } from './program/programFile.js';
import { programOf } from './program/resolve.js';
import { succeeds } from './program/succeeds.js';
import type { RecordDraft } from './recordDraft.js';

/**
 * Runs the request's program in its sandbox, after its compilation if it needs one.
 * @throws BellglassFailure compile_failed, what programOf and attend throw
 */
export async function execute(
  run: ActiveRun,
  sandbox: Sandbox,
  file: ProgramFile | null,
  draft: RecordDraft,
): Promise<Attended> {
  try {
    return await compileAndRun(run, sandbox, file, draft);
  } finally {
    run.endTime();
  }
}

async function compileAndRun(
  run: ActiveRun,
  sandbox: Sandbox,
  file: ProgramFile | null,
  draft: RecordDraft,
): Promise<Attended> {
  const { command, stdin, image } = run.request;
  const user = run.request.user === null ? sandbox.image.user : sandbox.image.findUser(run.request.user);
  const own = run.terminal === null ? {} : terminalEnvironment;
  const inReview = run.request.workspace?.mode === 'review' ? reviewEnvironment : {};
  const env = { ...sandbox.image.environment(user), ...own, ...inReview, ...run.request.env };
  const processOf = requester(run.request, sandbox, user, env);
  const firstOutput = (): void => {
    draft.mark('firstOutput');
  };
  const started = (): void => {
    draft.mark('started');
  };
  run.progress({ stage: 'start', message: '' });
  if (file === null || command.kind === 'argv') {
    const argv = command.kind === 'argv' ? command.argv : command.args;
    return await attend(run, sandbox, processOf(argv, stdin), { started, firstOutput });
  }
  const { session } = sandbox;
  // Not in the environment that the request sets: a NODE_OPTIONS in it is the program's, and would be taken for Node's fault.
  const questionOf = requester(run.request, sandbox, user, sandbox.image.environment(user));
  const works = async (argv: readonly string[]): Promise<boolean> => await succeeds(session, questionOf(argv, false));
  const place = { session, path: env['PATH'] ?? '', image, succeeds: works };
  const program = await programOf(place, file, command.args);
  if (program.compile !== null) {
    const compiled = await attend(run, sandbox, processOf(program.compile, false), {
      started: () => undefined,
      firstOutput,
    });
    if (compiled.stopped !== null) return compiled;
    const exitCode = compiled.end?.exitCode ?? 128 + (compiled.end?.signal ?? 0);
    if (exitCode !== 0) {
      draft.keep(compiled);
      const compiler = program.compile[0] ?? '';
      throw new BellglassFailure({ code: 'compile_failed', data: { path: file.path, compiler, exitCode } });
    }
  }
  return await attend(run, sandbox, processOf(program.argv, stdin), { started, firstOutput });
}

/** What the agent is asked for, given a command and whether it reads the run's input. */
function requester(
  request: RunRequest,
  sandbox: Sandbox,
  user: GuestUser | null,
  env: Record<string, string>,
): (argv: readonly string[], stdin: boolean) => ProcessRequest {
  return (argv, stdin) => ({
    argv: [...argv],
    env,
    cwd: request.cwd ?? sandbox.workspace?.path ?? user?.home ?? '/',
    user: user === null ? request.user : `${String(user.uid)}:${String(user.gid)}`,
    stdin,
    limits: {},
  });
}
