import type * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import { snapshotFailure, snapshotReply, type SnapshotReply, type SnapshotSpec } from '../protocol/wire/snapshot.js';
import { runProgram } from './program.js';

/**
 * Has a snapshot of a folder made.
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
): Promise<SnapshotReply> {
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
  const { status, json, complaint } = await runProgram(program, 'snapshot', spec, signal);
  const reply = snapshotReply.safeParse(json);
  if (status === 0 && reply.success) return reply.data;
  const failure = snapshotFailure.safeParse(json);
  throw failure.success
    ? meaningOf(workspace, failure.data)
    : failed(workspace, complaint || 'it ended without a word');
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
    case 'jail':
    case 'io':
      return failed(workspace, message);
  }
}

function failed(path: string, reason: string): BellglassFailure {
  return new BellglassFailure({ code: 'snapshot_failed', data: { path, reason: reason.slice(0, 4096) } });
}
