import type { RunReview } from '../reviews/change.js';
import { quoted } from '../reviews/quoted.js';
import { attentionReasons } from '../reviews/reasons.js';
import { attentionInWords, countsInWords, namesInWords, refusedInWords, thousands } from '../reviews/words.js';
import type { RunRecord } from '../run.js';
import { commandLineWays, type Ways } from '../sentences/ways.js';

/** The beginning of a run's id that is shown; what has it in front of it is found by it. */
export const shownId = 12;

/**
 * What is said after a run of the changes that it left to be looked at, a line each; nothing when it left none and went well.
 * @param byId whether advice must name the run, since where it is read another one is the latest
 * @param ways what the front end calls that which is advised
 */
export function leftChanges(
  { id, review, status }: Pick<RunRecord, 'id' | 'review' | 'status'>,
  byId: boolean,
  ways: Ways = commandLineWays,
): string[] {
  if (review === null) return [];
  const advice = ways.reviewChanges(byId ? id.slice(0, shownId) : null);
  const changes = changesLeft(review);
  // A program that misses a hidden file fails, and then it is worth a line although nothing changed.
  if (changes === null) return status === 0 ? [] : unseen(review);
  return [changes, advice, ...unseen(review)];
}

function changesLeft({ state, counts, notable }: RunReview): string | null {
  if (state === 'unread') return 'What the program changed is kept, and was not read yet.';
  if (state !== 'pending' || counts === null) return null;
  const attention = attentionInWords(counts.attention) + exampleOf(notable, counts.attention);
  const parts = [countsInWords(counts), attention, refusedInWords(counts.refused)];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

function exampleOf(notable: RunReview['notable'], count: number): string {
  const first = notable?.[0];
  if (first === undefined || count === 0) return '';
  const more = count > 1 ? `, and ${thousands(count - 1)} more` : '';
  return ` (${quoted(first.path)}: ${attentionReasons[first.attention]}${more})`;
}

/** What the program could not see of its workspace. */
function unseen({ hidden, unreadable }: RunReview): string[] {
  return [
    ...(hidden.count === 0 ? [] : [`Hidden from the program: ${namesInWords(hidden)}.`]),
    ...(unreadable.count === 0
      ? []
      : [`Not shown to the program, since you may not read it: ${namesInWords(unreadable)}.`]),
  ];
}
