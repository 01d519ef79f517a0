import { forgetProcess, signalProcess } from '../guest/processes.js';
import type { KeptSandbox } from '../kept/keptSandbox.js';
import type { ExecRequest } from '../protocol/sandbox/methods.js';
import type { RunRecord, RunRequest } from '../protocol/run.js';
import { checkWords, wordsOf } from '../sandbox/limits.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { ActiveRun } from './activeRun.js';
import { execute } from './execute.js';
import { RecordDraft } from './recordDraft.js';

const SIGKILL = 9;

/** A process in a kept sandbox as the request of a run: its own wishes before the sandbox's. */
export function execRequest({ process, stdin, capture }: ExecRequest, kept: KeptSandbox): RunRequest {
  const { image, workspace, mounts, env, cwd, user, cpus, memoryMiB, hypervisor, allowBroadWorkspace } = kept.settings;
  return {
    command: { kind: 'argv', argv: process.argv },
    image,
    workspace,
    mounts,
    env: { ...env, ...process.env },
    cwd: process.cwd ?? cwd,
    user: process.user ?? user,
    cpus,
    memoryMiB,
    timeoutMs: null,
    stdin,
    terminal: null,
    hypervisor,
    allowBroadWorkspace,
    capture,
  };
}

/** Runs a process in a kept sandbox that runs, from its request to its record. It never throws, and leaves the sandbox as it is. */
export async function startExec(run: ActiveRun, kept: KeptSandbox): Promise<RunRecord> {
  const draft = new RecordDraft(run);
  let used: ReturnType<KeptSandbox['use']> | null = null;
  let ended = false;
  try {
    const { command, env } = run.request;
    if (command.kind === 'argv') checkWords(wordsOf(command.argv, env));
    used = kept.use();
    const { sandbox } = used;
    draft.workspace = sandbox.workspace?.path ?? null;
    draft.hypervisor = sandbox.machine.hypervisor;
    draft.kernel = sandbox.kernel;
    draft.finish(await execute(run, sandbox, null, draft));
    ended = !run.stopped.aborted;
  } catch (thrown) {
    if (run.stopped.aborted) draft.fail(run.stopped.reason);
    else draft.fail(used === null ? thrown : await used.explain(thrown));
  } finally {
    run.endStreams();
  }
  if (used !== null) {
    draft.walls = await used.sandbox.walls();
    await endProcesses(run, used.sandbox, ended);
    used.release();
  }
  return draft.close();
}

// Nobody is left who could ask for them. What a process that ended by itself left in the background runs on.
async function endProcesses(run: ActiveRun, { session }: Sandbox, ended: boolean): Promise<void> {
  for (const process of run.processes) {
    if (!ended) await signalProcess(session, process, SIGKILL).catch(() => undefined);
    await forgetProcess(session, process).catch(() => undefined);
  }
}
