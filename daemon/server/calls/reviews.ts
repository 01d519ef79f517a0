import type { reviewMethods } from '../../protocol/reviews/methods.js';
import type { Calls } from './caller.js';

/** The calls of runs that are over and of what they changed. */
export const reviewCalls: Calls<keyof typeof reviewMethods> = {
  'run.list': ({ most }, { past }) => ({ runs: past.latest(most), dropped: past.dropped() }),
  'run.inspect': (reference, { past }) => past.inspect(reference),
  'review.changes': async (params, { reviews }) => await reviews.changes(params),
  'review.diff': async (params, { reviews }) => await reviews.diff(params),
  'review.offers': async (params, { reviews }) => await reviews.offers(params),
  'review.apply': async (params, { reviews }) => await reviews.apply(params),
  'review.undo': async (reference, { reviews }) => await reviews.undo(reference),
  'review.discard': async (reference, { reviews }) => {
    await reviews.discard(reference);
    return {};
  },
};
