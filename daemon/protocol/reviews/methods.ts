import * as z from 'zod';
import { limits } from '../limits.js';
import { runDetails } from '../record/details.js';
import { runRecord } from '../run.js';
import { changedPath, changeInfo, runReview } from './change.js';
import { droppedReview } from './dropped.js';
import { offer, taking } from './offers.js';
import { movedRefs } from './repository.js';

/** A run by its id, or the beginning of it that no other has; `latest`: the one that was started last in that workspace, or at all. */
const run = z.string().regex(/^(?:[0-9a-f]{1,32}|latest)$/);
/** In whose workspace `latest` was run; null: in any. */
const workspace = z.string().max(4096).nullable();
const reference = { run, workspace };
const paths = z.array(changedPath).max(65_536).nullable();
const count = z.int().min(0);

/** A run that is over. */
export const pastRun = z.strictObject({
  record: runRecord,
  /** How often something of it was applied and not taken back. */
  applications: count,
});
/** A run that is over. */
export type PastRun = z.infer<typeof pastRun>;

/** All that is known of a run that is over. */
export const inspectedRun = z.strictObject({
  ...pastRun.shape,
  /** null: nothing was started, or it was dropped to make room; older daemons have nothing. */
  details: runDetails.nullable().optional(),
});
/** All that is known of a run that is over. */
export type InspectedRun = z.infer<typeof inspectedRun>;

/** Changes, at most `limits.shownChanges` of them, and how many there are. */
const changes = z.strictObject({ total: count, changes: z.array(changeInfo) });

/** A path that is not as it should be to be changed: something new is there, something else, or nothing any more. */
const conflict = z.strictObject({
  path: changedPath,
  host: z.enum(['appeared', 'changed', 'gone']),
  /** Why both sides were not put together, if somebody asked for that: both changed the same, or there are no texts to go by. */
  unmerged: z.enum(['clashes', 'noTexts']).optional(),
});
/** A path that is not as it should be to be changed. */
export type ReviewConflict = z.infer<typeof conflict>;
const conflicts = z.strictObject({ total: count, conflicts: z.array(conflict) });

/** What came of applying changes. */
export const applyReport = z.strictObject({
  /** How many paths were changed on the host. */
  applied: count,
  /** How many of these git ignores; from older daemons nothing. */
  ignored: count.optional(),
  /** Not applied: they must be approved by their names. */
  held: changes,
  /** Never applied. */
  refused: changes,
  /** Not applied: the host was changed since. */
  conflicts,
  /** Applied: both sides were put together. `markers`: those that hold markers of what both changed. */
  merged: z.strictObject({ total: count, markers: z.array(changedPath) }),
  /** Not removed: directories that hold something which the sandbox did not see. */
  stayed: count,
  /** What became of branches and tags; null, and from older daemons nothing: they were not asked for. */
  refs: movedRefs.nullable().optional(),
});
/** What came of applying changes. */
export type ApplyReport = z.infer<typeof applyReport>;

/** What came of taking an application back. */
export const undoReport = z.strictObject({
  /** How many paths are as they were. */
  restored: count,
  conflicts,
  /** What became of branches and tags; null, and from older daemons nothing: none had been moved. */
  refs: movedRefs.nullable().optional(),
});
/** What came of taking an application back. */
export type UndoReport = z.infer<typeof undoReport>;

/** The calls of runs that are over and of what they changed. */
export const reviewMethods = {
  /** The latest runs, newest first. */
  'run.list': {
    params: z.strictObject({ most: z.int().min(1).max(10_000) }),
    result: z.strictObject({
      runs: z.array(pastRun),
      /** Reviews that were dropped in the last week although nobody had settled them; older daemons have nothing. */
      dropped: z.array(droppedReview).optional(),
    }),
  },
  'run.inspect': { params: z.strictObject(reference), result: inspectedRun },
  /**
   * What a run changed in its workspace, in the order of paths. @param under null: everywhere @param skip leaves so many of the first out
   * @param left leaves out what is applied whole, by what the host has now, and what is never applied
   */
  'review.changes': {
    params: z.strictObject({ ...reference, under: paths, skip: count.optional(), left: z.literal(true).optional() }),
    result: z.strictObject({ run: pastRun, review: runReview, ...changes.shape }),
  },
  /** The same as a patch in git's format, in base64. `complete`: whether it has every change; files too large for it are only named. */
  'review.diff': {
    params: z.strictObject({ ...reference, under: paths }),
    result: z.strictObject({ patch: z.base64(), complete: z.boolean() }),
  },
  /**
   * What is left of the changes at these paths, and how it can be taken. @returns as many as may be told at once, of the first `paths` of
   * the paths: those of which nothing is left have none
   */
  'review.offers': {
    params: z.strictObject({ ...reference, paths: z.array(changedPath).min(1).max(limits.offers) }),
    result: z.strictObject({ offers: z.array(offer), paths: count }),
  },
  /**
   * Applies changes to the workspace: those at or below the paths; null: all. Who names a path that needs it approves it.
   * @param ignored leaves out what git ignores
   * @param takings what is taken besides, as it was offered; if one is not any more as it was, nothing is applied
   * @param merge puts both sides together where the host was changed since: only where they go together, or with markers where not
   */
  'review.apply': {
    params: z.strictObject({
      ...reference,
      paths,
      ignored: z.literal(false).optional(),
      takings: z.array(taking).max(200_000).optional(),
      merge: z.enum(['clean', 'markers']).optional(),
    }),
    result: applyReport,
  },
  /** Takes back the latest application that was not taken back. */
  'review.undo': { params: z.strictObject(reference), result: undoReport },
  /** Forgets what a run changed; what was applied stays applied, and can be taken back no more. */
  'review.discard': { params: z.strictObject(reference), result: z.strictObject({}) },
} as const;
