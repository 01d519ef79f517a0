import { describe, expect, test } from 'vitest';
import { droppedInWords } from '../../../../../daemon/cli/reviews/shown/dropped.js';
import type { DroppedReview } from '../../../../../daemon/protocol/reviews/dropped.js';

const dropped = (id: string, reason: DroppedReview['reason'], limit: number): DroppedReview => ({
  ...{ id, reason, limit },
  droppedAt: '2026-01-01T00:00:00.000Z',
});

describe('changes that were dropped before anybody settled them', () => {
  test('are told with their runs and the limit, a line for each reason', () => {
    const all = [dropped('a'.repeat(16), 'size', 1024), dropped('b1', 'age', 30), dropped('c1', 'count', 1000)];
    const began = 'were dropped in the last week before anybody settled them:';
    expect(droppedInWords(all)).toEqual([
      `The changes of 1 run (b1) ${began} they were older than 30 days (setting keepDays).`,
      `The changes of 1 run (c1) ${began} there were 1,000 newer runs.`,
      `The changes of 1 run (aaaaaaaaaaaa) ${began} what is kept of runs took more than 1,024 MiB (setting keepMiB).`,
    ]);
  });

  test('are named as far as there is room, and not told where there are none', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => dropped(id, 'age', 30));
    expect(droppedInWords(many)[0]).toContain('5 runs (a, b, c and 2 more)');
    expect(droppedInWords([])).toEqual([]);
  });
});
