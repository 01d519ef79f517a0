import { shownId } from '../../../protocol/record/leftChanges.js';
import { type RunReview } from '../../../protocol/reviews/change.js';
import { type PastRun } from '../../../protocol/reviews/methods.js';
import { thousands, totalOf } from '../../../protocol/reviews/words.js';
import { type RunRecord } from '../../../protocol/run.js';
import { span } from '../../show/amounts.js';
import { endOf, startOf, table } from '../../show/table.js';

/** The most characters of a command, and of a workspace. */
const widest = { command: 40, workspace: 40 } as const;

/** Runs as a table. @param now in milliseconds since 1970 */
export function runTable(runs: readonly PastRun[], now: number): string {
  return table(
    ['ID', 'STARTED', 'STATUS', 'CHANGES', 'COMMAND', 'WORKSPACE'],
    runs.map(({ record }) => [
      record.id.slice(0, shownId),
      `${span(now - Date.parse(record.startedAt))} ago`,
      statusOf(record),
      record.review === null ? '-' : stateOf(record.review),
      startOf(record.command.join(' '), widest.command),
      endOf(record.workspace ?? '', widest.workspace),
    ]),
  );
}

/** How a run ended: `Exited (0)`, `Signalled (9)`, `Timed out`. */
export function statusOf({ outcome, exitCode, signal }: RunRecord): string {
  switch (outcome) {
    case 'exited':
      return `Exited (${String(exitCode ?? '?')})`;
    case 'signalled':
      return `Signalled (${String(signal ?? '?')})`;
    case 'timedOut':
      return 'Timed out';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'Failed';
  }
}

/** What became of a run's changes: `3 to review`, `applied`. */
export function stateOf({ state, counts }: RunReview): string {
  if (state === 'pending') return counts === null ? 'to review' : `${thousands(totalOf(counts))} to review`;
  return state === 'unread' ? 'not read yet' : state;
}
