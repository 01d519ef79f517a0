import type * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { snapshotFailure, snapshotReply, type SnapshotReply, type SnapshotSpec } from '../protocol/wire/snapshot.js';
import { listen, type Listening } from './watch/listen.js';

/** A snapshot, and the program that made it and tells from then on what changes in the folder. */
export interface Watched {
  readonly snapshot: SnapshotReply;
  readonly listening: Listening;
}

/**
 * Has a snapshot of a folder made, and the folder watched from before it was made.
 * @param program bellglass-fs
 * @param output an empty directory, which it is made in
 * @param hidden patterns as in .gitignore
 * @param signal ends it, with its reason
 * @throws BellglassFailure workspace_missing, workspace_unreadable, workspace_too_large, bad_ignore_pattern, snapshot_failed
 */
export async function takeSnapshot(
  program: string,
  workspace: string,
  output: string,
  hidden: readonly string[],
  signal: AbortSignal,
): Promise<Watched> {
  const spec: SnapshotSpec = {
    version: 1,
    workspace,
    output,
    hidden: [...hidden],
    embedFileLimit: limits.embeddedFile,
    embedBudget: limits.embedded,
    entryLimit: limits.workspaceEntries,
    seccomp: 'enforce',
  };
  signal.throwIfAborted();
  const listening = listen(program, spec);
  const stop = (): void => void listening.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const first = await listening.lines.next().catch(() => ({ value: null }));
    signal.throwIfAborted();
    const reply = snapshotReply.safeParse(first.value);
    if (reply.success) return { snapshot: reply.data, listening };
    const failure = snapshotFailure.safeParse(first.value);
    await listening.stop();
    throw failure.success
      ? meaningOf(workspace, failure.data)
      : failed(workspace, listening.complaint() || 'it ended without a word');
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function meaningOf(workspace: string, { code, message }: z.infer<typeof snapshotFailure>): BellglassFailure {
  switch (code) {
    case 'workspace_gone':
      return new BellglassFailure({ code: 'workspace_missing', data: { path: workspace } });
    case 'workspace_unreadable':
      return new BellglassFailure({ code: 'workspace_unreadable', data: { path: workspace, reason: message } });
    case 'too_many_entries':
      return new BellglassFailure({
        code: 'workspace_too_large',
        data: { path: workspace, limit: limits.workspaceEntries },
      });
    case 'bad_pattern':
      return new BellglassFailure({ code: 'bad_ignore_pattern', data: { reason: message.slice(0, 4096) } });
    case 'bad_spec':
    case 'output_unusable':
    case 'no_space':
    case 'too_many_names':
    case 'jail':
    case 'io':
      return failed(workspace, message);
  }
}

function failed(path: string, reason: string): BellglassFailure {
  return new BellglassFailure({ code: 'snapshot_failed', data: { path, reason: reason.slice(0, 4096) } });
}
