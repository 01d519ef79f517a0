import * as z from 'zod';

/** A review that was dropped to make room before anybody settled it. */
export const droppedReview = z.strictObject({
  /** Of its run. */
  id: z.string(),
  /** ISO 8601, UTC. */
  droppedAt: z.string(),
  /** It was too old, there were too many newer runs, or all reviews together took too much. */
  reason: z.enum(['age', 'count', 'size']),
  /** What the limit was: in days, runs, or MiB. */
  limit: z.int().min(0),
});
/** A review that was dropped to make room before anybody settled it. */
export type DroppedReview = z.infer<typeof droppedReview>;
