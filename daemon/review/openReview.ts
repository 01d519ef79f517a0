import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BellglassFailure, type BellglassError } from '../protocol/errors.js';
import { limits } from '../protocol/limits.js';
import type { SnapshotReply } from '../protocol/wire/snapshot.js';
import type { Review } from '../sandbox/parts.js';
import { systemReason } from '../state/systemReason.js';
import { checkSpace, makeDisk } from '../state/disk.js';
import { reviewHome, type ReviewHome } from './home.js';
import { HistoryLook } from './repository/history.js';
import { takeSnapshot, type Watched } from './snapshot.js';
import { HostEdits } from './watch/hostEdits.js';

/** A review whose sandbox is about to boot. */
export interface OpenReview {
  readonly home: ReviewHome;
  /** What the sandbox is made of. */
  readonly parts: Review;
  /** What was found in the folder. */
  readonly snapshot: SnapshotReply;
  /** What the host does with the folder from then on. */
  readonly edits: HostEdits;
  /** Whether git has kept what is hidden. */
  readonly history: HistoryLook;
}

/** What a review is opened with. */
export interface ReviewWish {
  /** The directory of all reviews. */
  readonly reviews: string;
  readonly runId: string;
  /** The folder, with symbolic links resolved. */
  readonly workspace: string;
  /** Patterns of what is hidden in it. */
  readonly hidden: readonly string[];
  /** The size of the disk that takes the changes. */
  readonly changesMiB: number;
  /** bellglass-fs. */
  readonly program: string;
  /** Ends the run: the machine must not go on. */
  readonly stop: (error: BellglassError) => void;
  readonly log: (line: string) => void;
}

/**
 * Takes a snapshot of a folder, which is watched from then on, and makes the disk that takes the changes. Whatever goes wrong, nothing is
 * left.
 * @param signal ends it, with its reason
 * @throws BellglassFailure as takeSnapshot; workspace_too_scattered, disk_space, disk_failed
 */
export async function openReview(wish: ReviewWish, signal: AbortSignal): Promise<OpenReview> {
  const home = reviewHome(wish.reviews, wish.runId);
  try {
    await makeHome(home);
    await checkSpace(home.path, wish.changesMiB);
    const { snapshot, listening } = await made(wish, home, signal);
    try {
      const { workspace, stop, log } = wish;
      const folder = await folderOf(workspace, snapshot);
      signal.throwIfAborted();
      const parts = { target: workspace, snapshot: home.snapshot, changes: home.changes, folder };
      const edits = new HostEdits({ listening, home, workspace, isShared: folder !== null, stop, log });
      return { home, parts, snapshot, edits, history: new HistoryLook(workspace, snapshot.hidden.paths) };
    } catch (thrown) {
      await listening.stop();
      throw thrown;
    }
  } catch (thrown) {
    await rm(home.path, { recursive: true, force: true }).catch(() => undefined);
    throw thrown;
  }
}

async function made(wish: ReviewWish, home: ReviewHome, signal: AbortSignal): Promise<Watched> {
  const [snapshot, disk] = await Promise.allSettled([
    takeSnapshot(wish.program, wish.workspace, home.path, wish.hidden, signal),
    makeDisk(home.changes, wish.changesMiB),
  ]);
  // Only when both are done: what still writes would leave something behind.
  if (snapshot.status === 'rejected') throw snapshot.reason;
  if (disk.status === 'rejected') {
    await snapshot.value.listening.stop();
    throw disk.reason;
  }
  return snapshot.value;
}

async function makeHome(home: ReviewHome): Promise<void> {
  try {
    await mkdir(home.path, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new BellglassFailure({ code: 'disk_failed', data: { path: home.path, reason: systemReason(thrown) } });
  }
}

/** How the folder is shared, for the files whose bytes the snapshot does not have. */
async function folderOf(path: string, { grants }: SnapshotReply): Promise<Review['folder']> {
  // A machine's specification is text: what lies in a place of another name stays empty for the guest.
  const only = [...grants.directories, ...grants.files].filter((part) => typeof part === 'string');
  if (only.length > limits.workspaceParts) {
    const data = { path, limit: limits.workspaceParts };
    throw new BellglassFailure({ code: 'workspace_too_scattered', data });
  }
  const [probe] = only;
  if (probe === undefined) return null;
  try {
    const inode = (await stat(join(path, probe), { bigint: true })).ino.toString();
    return { path, only: probe === '' ? null : only, probe, inode };
  } catch (thrown) {
    throw new BellglassFailure({ code: 'workspace_unreadable', data: { path, reason: systemReason(thrown) } });
  }
}
