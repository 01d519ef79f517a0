import { rm } from 'node:fs/promises';
import type { Natives } from '../../machine/natives.js';
import type { BellglassError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { RunReview } from '../../protocol/reviews/change.js';
import { Host } from '../../review/apply/host.js';
import { Base } from '../../review/base/base.js';
import { BaseBytes } from '../../review/base/bytes.js';
import { countsOf } from '../../review/changes/info.js';
import { ignoredIn, notableOf } from '../../review/changes/notable.js';
import { storeChanges } from '../../review/changes/stored.js';
import { collect, type Source } from '../../review/collect.js';
import { fullOf } from '../../review/full.js';
import type { ReviewHome } from '../../review/home.js';
import { withIgnored } from '../../review/ignored/ignored.js';
import { readersOf } from '../../review/patches.js';
import { lookAtRepository } from '../../review/repository/look.js';
import { openReview, type OpenReview } from '../../review/openReview.js';
import type { Sandbox } from '../../sandbox/sandbox.js';
import type { Settings } from '../../state/settings.js';
import { hiddenPatterns } from '../../workspace/hidden.js';
import type { Workspace } from '../../workspace/workspace.js';
import type { ActiveRun } from '../activeRun.js';
import type { RunContext } from '../context.js';

/** Opens the review of a run; null when its workspace is not in that mode. @throws BellglassFailure as openReview */
export async function openReviewOf(
  run: ActiveRun,
  workspace: Workspace | null,
  { hidden, changesMiB }: Pick<Settings, 'hidden' | 'changesMiB'>,
  natives: Natives,
  context: RunContext,
): Promise<OpenReview | null> {
  if (workspace === null || run.request.workspace?.mode !== 'review') return null;
  run.progress({ stage: 'snapshot', message: '' });
  const { reviews } = context.paths;
  const wish = {
    reviews,
    runId: run.id,
    workspace: workspace.path,
    hidden: hiddenPatterns(hidden),
    changesMiB: changesMiB ?? limits.changesMiB,
    program: natives.fs,
    stop: (error: BellglassError) => {
      run.fail(error);
    },
    log: context.log,
  };
  return await openReview(wish, run.stopped);
}

/** What is left of a review when its run is over; whatever the guest does, what it changed is still on its disk. */
export async function closeReview(
  { home, snapshot, parts, edits, history }: OpenReview,
  sandbox: Sandbox | null,
  log: (line: string) => void,
): Promise<RunReview | null> {
  // What the guest is given after its changes were read would count as one of them.
  const meanwhile = await edits.stop();
  const inHistory = await history.found();
  if (sandbox === null) {
    await rm(home.path, { recursive: true, force: true });
    return null;
  }
  const before = { ...unread({ snapshot }), inHistory, meanwhile };
  if (sandbox.machine.hasExited) return before;
  try {
    return { ...before, ...(await readReview(home, { session: sandbox.session, target: parts.target })) };
  } catch (thrown) {
    log(`the changes in ${home.path} were not read: ${String(thrown)}`);
    return before;
  }
}

/** Reads what changed and writes it down; a review without changes is removed. @throws BellglassFailure the guest_ errors, review_unreadable */
export async function readReview(
  home: ReviewHome,
  source: Source,
): Promise<Pick<RunReview, 'state' | 'counts' | 'notable' | 'ignoredIn' | 'repository' | 'full'>> {
  const base = await Base.read(home.base, home.ledger);
  const bytes = new BaseBytes(base, home);
  try {
    const sides = { bytes, host: new Host(source.target, base, bytes), source };
    const view = { home: home.repository, workspace: source.target, base, ...readersOf(sides) };
    const collected = await collect(source, base, bytes);
    const full = await fullOf(collected.room, home.changes);
    const looked = await lookAtRepository(collected.changes, view);
    const folder = { base, bytes, workspace: source.target, scratch: home.ignoring };
    const changes = await withIgnored(looked.changes, folder);
    if (changes.length === 0) await rm(home.path, { recursive: true, force: true });
    else await storeChanges(home.changeSet, changes);
    const state = changes.length === 0 ? 'none' : 'pending';
    const counts = countsOf(changes, base);
    const named = { notable: notableOf(changes, base), ignoredIn: ignoredIn(changes) };
    return { state, counts, ...named, repository: looked.repository, ...(full === null ? {} : { full }) };
  } finally {
    await bytes.close();
  }
}

/** A review whose changes nobody has read yet. */
export function unread({ snapshot: { hidden, unreadable } }: Pick<OpenReview, 'snapshot'>): RunReview {
  return { state: 'unread', counts: null, hidden, unreadable };
}
