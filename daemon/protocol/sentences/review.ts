import type * as z from 'zod';
import type { reviewErrors } from '../errors/review.js';
import type { Sentences } from '../sentences.js';
import { plain, shown, stopped } from './shown.js';

/** Sentences of reviews, and of runs that are over. */
export const reviewSentences: Sentences<z.infer<(typeof reviewErrors)[number]>['code']> = {
  snapshot_failed: (d, ways) => `No snapshot of ${shown(d.path)} could be made: ${stopped(d.reason)} ${ways.otherMode}`,
  workspace_too_large: (d, ways) =>
    `${shown(d.path)} has more than ${String(d.limit)} entries, too many for a review. Choose a directory within it, or: ${ways.otherMode}`,
  workspace_too_scattered: (d, ways) =>
    `In ${shown(d.path)} files that are hidden lie beside large ones in more than ${String(d.limit)} places. Put fewer patterns into .bellglassignore, or: ${ways.otherMode}`,
  bad_ignore_pattern: (d) =>
    `A pattern of what to hide cannot be read: ${stopped(d.reason)} Correct it, then try again.`,
  hidden_appeared: (d) =>
    `The machine was stopped: ${shown(d.path)}, which a pattern hides, appeared in a directory that the program could read. Run the command again: it is hidden from a new run.`,
  hidden_unknown: (d) =>
    `It is not certain what is to be hidden in ${shown(d.path)}, so that nothing was started: ${stopped(d.reason)} Mend that, then try again.`,
  workspace_unwatched: (d, ways) =>
    `The machine was stopped, since ${shown(d.path)} cannot be watched any more for files that must stay hidden: ${stopped(d.reason)} Run the command again, and see what ${ways.checkSetup} says.`,
  unknown_past_run: (d, ways) =>
    d.reference === 'latest'
      ? `Nothing has run in this workspace yet. ${ways.listRuns} lists what ran elsewhere.`
      : `There is no run ${shown(d.reference)}. ${ways.listRuns} lists those there are.`,
  ambiguous_past_run: (d, ways) =>
    `${shown(d.reference)} begins the id of several runs. Give more of it; ${ways.listRuns} lists them.`,
  no_review: (d, ways) =>
    `The run ${plain(d.runId)} left no changes to look at. ${ways.listRuns} lists those that did.`,
  review_busy: (d) =>
    `The run ${plain(d.runId)} goes on, or its changes are in use by another command. Try again when it is done.`,
  review_discarded: (d, ways) =>
    `The changes of the run ${plain(d.runId)} were discarded. ${ways.listRuns} lists those that can be looked at.`,
  review_unreadable: (d, ways) =>
    `The changes in ${shown(d.path)} cannot be read: ${stopped(d.reason)} Run the command again, and see what ${ways.checkSetup} says.`,
  unknown_change: (d) => `The run did not change ${shown(d.path)}. Give one of the paths that it changed.`,
  offer_outdated: (d) =>
    `${shown(d.path)} is not any more what was shown of it, and nothing of it was applied. Look at it again, then decide anew.`,
  nothing_applied: (d, ways) =>
    `Nothing of the run ${plain(d.runId)} is applied that could be taken back. ${ways.listRuns} says what is.`,
  apply_failed: (d) =>
    `The changes could not be applied, and nothing was: ${shown(d.path)}: ${stopped(d.reason)} Mend that, then try again.`,
};
