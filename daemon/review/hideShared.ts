import { BellglassFailure } from '../protocol/errors.js';
import { hiddenReply, snapshotFailure, type HiddenSpec } from '../protocol/wire/snapshot.js';
import { hiddenPatterns } from '../workspace/hidden.js';
import type { Workspace } from '../workspace/workspace.js';
import { runProgram, type Answer } from './program.js';

/** How a workspace is hidden in. */
export interface Hiding {
  /** bellglass-fs. */
  readonly program: string;
  /** More patterns of the user's; null: what is usual alone. */
  readonly more: readonly string[] | null;
}

/**
 * A workspace as it is shared when its file server is to refuse what is hidden in it; one that is not shared as it is comes back as it was.
 * @param signal ends the look, with its reason
 * @throws BellglassFailure workspace_missing, workspace_unreadable, bad_ignore_pattern, hidden_unknown
 */
export async function hideShared(
  workspace: Workspace | null,
  { program, more }: Hiding,
  signal: AbortSignal,
): Promise<Workspace | null> {
  if (workspace === null || workspace.shares.length === 0) return workspace;
  const { path } = workspace;
  const patterns = hiddenPatterns(more);
  const spec: HiddenSpec = { version: 1, workspace: path, hidden: patterns, seccomp: 'enforce' };
  const answer = await runProgram(program, 'hidden', spec, signal);
  const reply = hiddenReply.safeParse(answer.json);
  if (!reply.success) throw meaningOf(path, answer);
  const { hidden } = reply.data;
  const shares = workspace.shares.map((share) => ({ ...share, hidden: patterns }));
  return { ...workspace, shares, hidden };
}

function meaningOf(path: string, { json, complaint }: Answer): BellglassFailure {
  const failure = snapshotFailure.safeParse(json);
  if (!failure.success) {
    const reason = complaint === '' ? 'bellglass-fs ended without a word' : complaint;
    return new BellglassFailure({ code: 'hidden_unknown', data: { path, reason } });
  }
  const reason = failure.data.message.slice(0, 4096);
  switch (failure.data.code) {
    case 'workspace_gone':
      return new BellglassFailure({ code: 'workspace_missing', data: { path } });
    case 'workspace_unreadable':
      return new BellglassFailure({ code: 'workspace_unreadable', data: { path, reason } });
    case 'bad_pattern':
      return new BellglassFailure({ code: 'bad_ignore_pattern', data: { reason } });
    case 'too_many_entries':
    case 'too_many_names':
    case 'bad_spec':
    case 'output_unusable':
    case 'no_space':
    case 'jail':
    case 'io':
      return new BellglassFailure({ code: 'hidden_unknown', data: { path, reason } });
  }
}
