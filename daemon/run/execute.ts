import type { GuestUser } from '../image/image.js';
import { BellglassFailure } from '../protocol/errors.js';
import type { ProcessRequest } from '../protocol/wire/agent.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { ActiveRun } from './activeRun.js';
import { attend, type Attended } from './attend.js';
import { programOf } from './program/resolve.js';
import type { ProgramFile } from './program/programFile.js';
import type { RecordDraft } from './recordDraft.js';

/**
 * Runs the request's program in its sandbox, after its compilation if it needs one.
 * @throws BellglassFailure interpreter_unknown, interpreter_missing, compile_failed, what attend throws
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
  const { request } = run;
  const user = request.user === null ? sandbox.image.user : sandbox.image.findUser(request.user);
  const env = { ...sandbox.image.environment(user ?? unknownUser(request.user)), ...request.env };
  const processOf = (argv: readonly string[], stdin: boolean): ProcessRequest => ({
    argv: [...argv],
    env,
    cwd: request.cwd ?? sandbox.workspace?.path ?? user?.home ?? '/',
    user: user === null ? request.user : `${String(user.uid)}:${String(user.gid)}`,
    stdin,
    limits: {},
  });
  const marks = {
    started: () => {
      draft.mark('started');
    },
    firstOutput: () => {
      draft.mark('firstOutput');
    },
  };
  run.progress({ stage: 'start', message: '' });
  const { command } = request;
  if (file === null || command.kind === 'argv') {
    return await attend(
      run,
      sandbox,
      processOf(command.kind === 'argv' ? command.argv : command.args, request.stdin),
      marks,
    );
  }
  const program = await programOf(sandbox.session, file, command.args, env['PATH'] ?? '', request.image);
  if (program.compile !== null) {
    const compiled = await attend(run, sandbox, processOf(program.compile, false), {
      started: () => undefined,
      firstOutput: marks.firstOutput,
    });
    if (compiled.stopped !== null) return compiled;
    const exitCode = compiled.end?.exitCode ?? 128 + (compiled.end?.signal ?? 0);
    if (exitCode !== 0) {
      draft.keepOutput(compiled);
      throw new BellglassFailure({
        code: 'compile_failed',
        data: { path: file.path, compiler: program.compile[0] ?? '', exitCode },
      });
    }
  }
  return await attend(run, sandbox, processOf(program.argv, request.stdin), marks);
}

// The agent knows its own passwd; here only the home matters, and /tmp is everyone's.
function unknownUser(name: string | null): GuestUser {
  return { name: name ?? 'user', uid: 0, gid: 0, home: '/tmp' };
}
