import { rm } from 'node:fs/promises';
import { findNatives } from '../../machine/natives.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { ChangedPath, RunReview } from '../../protocol/reviews/change.js';
import type { Params, Result } from '../../protocol/methods.js';
import { shownId } from '../../protocol/record/leftChanges.js';
import type { PastRun } from '../../protocol/reviews/methods.js';
import { limits } from '../../protocol/limits.js';
import { endCutOff, journalOf } from '../../review/apply/apply.js';
import { undoFiles } from '../../review/apply/execute.js';
import { loadGiven } from '../../review/apply/given.js';
import { Host } from '../../review/apply/host.js';
import { select } from '../../review/apply/select.js';
import { Base } from '../../review/base/base.js';
import { BaseBytes } from '../../review/base/bytes.js';
import type { Change } from '../../review/changes/change.js';
import { refusalOf } from '../../review/changes/attention.js';
import { loadChanges } from '../../review/changes/stored.js';
import type { Source } from '../../review/collect.js';
import { reviewHome, type ReviewHome } from '../../review/home.js';
import type { Labels } from '../../review/parts/offer.js';
import { needsGuest, patchOf } from '../../review/patches.js';
import { isRepository } from '../../review/repository/fold.js';
import { isAtOrBelow, rawPath } from '../../review/rawPath.js';
import { withReader } from '../../review/reader.js';
import { forgetIntent } from '../../review/repository/intent.js';
import { endCutOffRefs, moveBack, planBack, prepareRefs, type Prepared } from '../../review/repository/takeOver.js';
import { bootContext, pickHypervisor } from '../../sandbox/pickHypervisor.js';
import { systemReason } from '../../state/systemReason.js';
import type { RunContext } from '../context.js';
import { applied, metOnTheWay } from './application.js';
import { leftOf, offersOf } from './offered.js';
import type { PastRuns, Reference } from './pastRuns.js';
import { readReview } from './reviewed.js';
import { nothingUnmerged, toldChanges, toldConflicts } from './told.js';

/** A review that is looked at: what was there, and what became of it. */
interface Looked {
  readonly run: PastRun;
  readonly review: RunReview;
  readonly workspace: string;
  readonly home: ReviewHome;
  readonly base: Base;
  readonly bytes: BaseBytes;
  readonly host: Host;
  readonly changes: readonly Change[];
}

/** A machine that only reads is not worth a word. */
const silent = { probing: () => undefined, slow: () => undefined };

/** What runs changed, and what becomes of that. Of one run only one thing is done at a time. */
export class Reviews {
  private readonly busy = new Set<string>();

  constructor(
    private readonly context: RunContext,
    private readonly past: PastRuns,
    /** Whether that run goes on. */
    private readonly isActive: (runId: string) => boolean,
    private readonly ending: AbortSignal,
  ) {}

  /** What a run changed, in the order of paths. @throws as look */
  async changes({ under, skip = 0, left, ...reference }: Params<'review.changes'>): Promise<Result<'review.changes'>> {
    const run = this.past.find(reference);
    const { review: before } = run.record;
    if (before?.state === 'none') return { run, review: before, total: 0, changes: [] };
    return await this.look(reference, async ({ run: now, review, changes, base, host }) => {
      const wanted = chosen(changes, under);
      const asked = left === true ? await leftOf(wanted, base, host) : wanted;
      const { changes: first } = toldChanges(asked.slice(skip), base);
      return { run: now, review, total: asked.length, changes: first };
    });
  }

  /** What a run changed as a patch. @throws as look */
  async diff({ under, ...reference }: Params<'review.diff'>): Promise<Result<'review.diff'>> {
    return await this.look(reference, async ({ workspace, home, base, bytes, host, changes }) => {
      // What is never applied would make git refuse the whole patch.
      const asked = chosen(changes, under).filter((change) => refusalOf(change, base) === null);
      const make = async (source: Source | null): Promise<Result<'review.diff'>> => {
        const patch = await patchOf(asked, { bytes, host, source }, limits.patch);
        return { patch: patch.bytes.toString('base64'), complete: patch.complete };
      };
      return asked.some(needsGuest) ? await this.withSource(workspace, home, make) : await make(null);
    });
  }

  /** What is left of changes, and how it can be taken. @throws as look; unknown_change */
  async offers({ paths, ...reference }: Params<'review.offers'>): Promise<Result<'review.offers'>> {
    return await this.look(reference, async (looked) => {
      const wanted = select(looked.changes, [], looked.base, { exact: new Set(paths.map(rawPath)) }).chosen;
      const byPath = new Map(wanted.map((change) => [change.path, change]));
      const asked = paths.map((path) => byPath.get(rawPath(path)) ?? null);
      const make = async (source: Source | null): Promise<Result<'review.offers'>> =>
        await offersOf(asked, looked.changes, { ...looked, source }, labelsOf(looked.run));
      return wanted.some(needsGuest) ? await this.withSource(looked.workspace, looked.home, make) : await make(null);
    });
  }

  /** Applies changes to the workspace. @throws as look; unknown_change, offer_outdated, apply_failed */
  async apply({ run, workspace, ...wish }: Params<'review.apply'>): Promise<Result<'review.apply'>> {
    return await this.look({ run, workspace }, async (looked) => {
      const number = looked.run.applications + 1;
      const journal = journalOf(looked.home, number, looked.workspace, this.program);
      const { report, done } = await applied(
        wish,
        { ...looked, labels: labelsOf(looked.run) },
        journal,
        async (work) => await this.withSource(looked.workspace, looked.home, work),
        async (changes) => await this.refsOf(looked, changes, number),
      );
      if (done) await this.past.update(withState(looked, number, 'applied'));
      return report;
    });
  }

  /** What follows for branches and tags when they are among what is applied; null: they are not. */
  private async refsOf(
    { run, review, workspace, home }: Looked,
    chosen: readonly Change[],
    number: number,
  ): Promise<Prepared | null> {
    const { repository } = review;
    // An attempt that failed may have left what it was about to do.
    await forgetIntent(home, number);
    if (repository === null || repository === undefined || !chosen.some(isRepository)) return null;
    return await prepareRefs({ home, workspace, runId: run.record.id }, number, repository);
  }

  /** Takes the latest application back. @throws BellglassFailure as discard; nothing_applied, apply_failed */
  async undo(reference: Reference): Promise<Result<'review.undo'>> {
    const { run, review, workspace, home } = this.find(reference);
    return await this.alone(run, async () => {
      const { id } = run.record;
      const number = run.applications;
      if (number === 0) throw new BellglassFailure({ code: 'nothing_applied', data: { runId: id } });
      const none = toldConflicts([], nothingUnmerged);
      const place = { home, workspace, runId: id };
      const back = await planBack(place, number);
      if (back !== null && back.conflicts.length > 0) {
        const refs = { moved: [], conflicts: [...back.conflicts], checkedOut: null, problem: null };
        return { restored: 0, conflicts: none, refs };
      }
      const journal = journalOf(home, number, workspace, this.program);
      const files = await undoFiles(journal);
      if (files?.outcome === 'conflicts') {
        const conflicts = toldConflicts(files.conflicts.first.map(metOnTheWay), nothingUnmerged);
        return { restored: 0, conflicts, refs: null };
      }
      const refs = back === null ? null : await moveBack(place, number, back);
      await this.past.update(withState({ run, review }, number - 1, number === 1 ? 'pending' : 'applied'));
      await rm(journal.directory, { recursive: true, force: true });
      return { restored: files?.entries ?? 0, conflicts: none, refs };
    });
  }

  /** Ends the applications that a daemon before this one was killed in. What was done of branches and tags, and what goes wrong, is logged. */
  async endCutOff(): Promise<void> {
    const { log } = this.context;
    const ids = await this.past.reviewed().catch((thrown: unknown) => {
      log(`the directory of reviews cannot be looked at: ${String(thrown)}`);
      return [];
    });
    for (const id of ids) {
      try {
        const { run, review, workspace, home } = this.find({ run: id, workspace: null });
        const before = run.applications;
        const known = await endCutOff(home, before, workspace, this.program, log);
        const applications = await endCutOffRefs({ home, workspace, runId: id }, { before, known }, log);
        if (applications !== before) await this.past.update(withState({ run, review }, applications, 'applied'));
      } catch (thrown) {
        log(`an application of the run ${id} that was cut off could not be ended: ${String(thrown)}`);
      }
    }
  }

  private get program(): string {
    return findNatives(this.context.env).fs;
  }

  /** Forgets what a run changed. @throws BellglassFailure unknown_past_run, ambiguous_past_run, no_review, review_busy, review_discarded */
  async discard(reference: Reference): Promise<void> {
    const { run, review, home } = this.find(reference);
    await this.alone(run, async () => {
      await rm(home.path, { recursive: true, force: true });
      await this.past.update({ ...run, record: { ...run.record, review: { ...review, state: 'discarded' } } });
    });
  }

  /**
   * Has a look at a review, whose changes are read first if they were not.
   * @throws BellglassFailure unknown_past_run, ambiguous_past_run, no_review, review_busy, review_discarded, review_unreadable; as withReader
   */
  private async look<T>(reference: Reference, work: (looked: Looked) => Promise<T>): Promise<T> {
    const { run: found, workspace, home } = this.find(reference);
    return await this.alone(found, async () => {
      const { run, review } = await this.read(found, workspace, home);
      const base = await readBase(home);
      const bytes = new BaseBytes(base, home);
      try {
        const host = new Host(workspace, base, bytes, await loadGiven(home, run.applications));
        const changes = await loadChanges(home.changeSet);
        return await work({ run, review, workspace, home, base, bytes, host, changes });
      } finally {
        await bytes.close();
      }
    });
  }

  private async read(run: PastRun, workspace: string, home: ReviewHome): Promise<{ run: PastRun; review: RunReview }> {
    const { review } = run.record;
    if (review === null) throw new BellglassFailure({ code: 'no_review', data: { runId: run.record.id } });
    if (review.state !== 'unread') return { run, review };
    const read = await this.withSource(workspace, home, async (source) => await readReview(home, source));
    const known = { ...review, ...read };
    const now = { ...run, record: { ...run.record, review: known } };
    await this.past.update(now);
    if (known.state === 'none') throw new BellglassFailure({ code: 'no_review', data: { runId: run.record.id } });
    return { run: now, review: known };
  }

  /** A machine that reads what a guest wrote, for as long as `work` takes. @throws as withReader and pickHypervisor */
  private async withSource<T>(workspace: string, home: ReviewHome, work: (source: Source) => Promise<T>): Promise<T> {
    const natives = findNatives(this.context.env);
    const hypervisor = await pickHypervisor('auto', natives, this.context, this.ending, silent);
    const { kernel, initramfs } = natives;
    const parts = { hypervisor, kernel, initramfs, context: bootContext(natives, this.context) };
    return await withReader(home, workspace, parts, this.ending, work);
  }

  private find(reference: Reference): { run: PastRun; review: RunReview; workspace: string; home: ReviewHome } {
    const run = this.past.find(reference);
    const { id, review, workspace } = run.record;
    if (review === null || workspace === null || review.state === 'none')
      throw new BellglassFailure({ code: 'no_review', data: { runId: id } });
    if (review.state === 'discarded') throw new BellglassFailure({ code: 'review_discarded', data: { runId: id } });
    return { run, review, workspace, home: reviewHome(this.context.paths.reviews, id) };
  }

  private async alone<T>({ record: { id } }: PastRun, work: () => Promise<T>): Promise<T> {
    if (this.busy.has(id) || this.isActive(id))
      throw new BellglassFailure({ code: 'review_busy', data: { runId: id } });
    this.busy.add(id);
    try {
      return await this.past.holding(id, work);
    } finally {
      this.busy.delete(id);
    }
  }
}

function withState(
  { run, review }: Pick<Looked, 'run' | 'review'>,
  applications: number,
  state: 'pending' | 'applied',
): PastRun {
  return { applications, record: { ...run.record, review: { ...review, state } } };
}

/** How the sides of a merge are called at its markers. */
function labelsOf({ record: { id } }: PastRun): Labels {
  return { ours: 'workspace', theirs: `run ${id.slice(0, shownId)}` };
}

async function readBase(home: ReviewHome): Promise<Base> {
  try {
    return await Base.read(home.base, home.ledger);
  } catch (thrown) {
    const data = { path: home.base, reason: systemReason(thrown) };
    throw new BellglassFailure({ code: 'review_unreadable', data }, { cause: thrown });
  }
}

function chosen(changes: readonly Change[], under: readonly ChangedPath[] | null): readonly Change[] {
  if (under === null) return changes;
  const places = new Set(under.map(rawPath));
  return changes.filter(({ path, from }) => isAtOrBelow(path, places) || (from !== null && isAtOrBelow(from, places)));
}
