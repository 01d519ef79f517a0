import type { Daemon } from '../../../daemon/client/daemon.js';
import type { RunStdio } from '../../../daemon/client/runStdio.js';
import type { RunRecord, RunRequest } from '../../../daemon/protocol/run.js';
import { until } from '../waiting.js';

/** A run as an editor has it: over the RPC and its byte stream, without the command line. */
export interface EditorRun {
  readonly runId: string;
  readonly stdio: RunStdio;
  /** What has come so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when the output matches. */
  readonly seen: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Its record; by then all of the output is there. */
  readonly ended: Promise<RunRecord>;
}

/** Starts a run over that connection. */
export async function runOver(daemon: Daemon, request: RunRequest): Promise<EditorRun> {
  const { runId } = await daemon.call('run.start', request);
  const stdio = await daemon.openStdio(runId);
  const text = { stdout: '', stderr: '' };
  const streams = (['stdout', 'stderr'] as const).map(async (name) => {
    for await (const chunk of stdio[name]) text[name] += (chunk as Buffer).toString('latin1');
  });
  const ended = daemon.call('run.wait', { runId }).then(async (record) => {
    await Promise.all(streams);
    return record;
  });
  ended.catch(() => undefined);
  return {
    runId,
    stdio,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    seen: async (pattern) =>
      await until({ what: String(pattern), milliseconds: 60_000 }, () => pattern.exec(text.stdout)),
    ended,
  };
}
