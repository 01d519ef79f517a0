import type { SnapshotReply } from '../../../daemon/protocol/wire/snapshot.js';
import { takeSnapshot } from '../../../daemon/review/snapshot.js';
import { bellglassFs } from './program.js';

/** A snapshot of a folder that is not watched afterwards. @param output an empty directory, which it is made in */
export async function snapshotOf(
  workspace: string,
  output: string,
  hidden: readonly string[] = [],
): Promise<SnapshotReply> {
  const never = new AbortController().signal;
  const { snapshot, listening } = await takeSnapshot(bellglassFs, workspace, output, hidden, never);
  await listening.stop();
  return snapshot;
}
