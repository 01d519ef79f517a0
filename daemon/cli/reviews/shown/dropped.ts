import { shownId } from '../../../protocol/record/leftChanges.js';
import { type DroppedReview } from '../../../protocol/reviews/dropped.js';
import { many, thousands } from '../../../protocol/reviews/words.js';

/** So many runs are named. */
const named = 3;

/** What is said of changes that were dropped before anybody settled them, a line for each reason; nothing when there are none. */
export function droppedInWords(dropped: readonly DroppedReview[]): string[] {
  return (['age', 'count', 'size'] as const).flatMap((reason) => {
    const those = dropped.filter((one) => one.reason === reason);
    const [first] = those;
    if (first === undefined) return [];
    const ids = those.slice(0, named).map(({ id }) => id.slice(0, shownId));
    const more = those.length > named ? ` and ${thousands(those.length - named)} more` : '';
    return [
      `The changes of ${many(those.length, 'run')} (${ids.join(', ')}${more}) were dropped in the last week before anybody settled them: ${why(first)}`,
    ];
  });
}

function why({ reason, limit }: DroppedReview): string {
  switch (reason) {
    case 'age':
      return `they were older than ${many(limit, 'day')} (setting keepDays).`;
    case 'count':
      return `there were ${thousands(limit)} newer runs.`;
    case 'size':
      return `what is kept of runs took more than ${thousands(limit)} MiB (setting keepMiB).`;
  }
}
