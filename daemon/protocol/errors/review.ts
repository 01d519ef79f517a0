import * as z from 'zod';
import { entry, path, reason } from './entry.js';

const run = z.string().max(256);

/** Errors of reviews: of workspaces whose changes are kept apart, and of runs that are over. */
export const reviewErrors = [
  entry('snapshot_failed', { path, reason }),
  entry('workspace_too_large', { path, limit: z.int() }),
  entry('workspace_too_scattered', { path, limit: z.int() }),
  entry('bad_ignore_pattern', { reason }),
  entry('hidden_appeared', { path }),
  entry('hidden_unknown', { path, reason }),
  entry('workspace_unwatched', { path, reason }),
  entry('unknown_past_run', { reference: run }),
  entry('ambiguous_past_run', { reference: run }),
  entry('no_review', { runId: run }),
  entry('review_busy', { runId: run }),
  entry('review_discarded', { runId: run }),
  entry('review_unreadable', { path, reason }),
  entry('unknown_change', { path }),
  entry('offer_outdated', { path }),
  entry('nothing_applied', { runId: run }),
  entry('apply_failed', { path, reason }),
] as const;
