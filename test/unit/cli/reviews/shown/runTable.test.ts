import { describe, expect, test } from 'vitest';
import { runTable, stateOf, statusOf } from '../../../../../daemon/cli/reviews/shown/runTable.js';
import { recordOf, reviewOf } from '../reviewing.js';

const now = Date.parse(recordOf().startedAt) + 7_200_000;
const past = (more: Parameters<typeof recordOf>[0]) => ({ record: recordOf(more), applications: 0 });

describe('a table of runs', () => {
  test('says of each when it started, how it ended, what became of its changes, and what and where it was', () => {
    const runs = [
      past({}),
      past({
        id: 'f'.repeat(16),
        review: null,
        outcome: 'signalled',
        signal: 9,
        workspace: null,
        command: ['x\u001b[2J'],
      }),
    ];
    expect(runTable(runs, now)).toBe(
      [
        'ID             STARTED       STATUS          CHANGES       COMMAND        WORKSPACE',
        '0123456789ab   2 hours ago   Exited (0)      3 to review   python3 a.py   /work/project',
        'ffffffffffff   2 hours ago   Signalled (9)   -             x\ufffd[2J',
        '',
      ].join('\n'),
    );
  });

  test('shows the beginning of a long command and the end of a long workspace', () => {
    const run = past({ command: ['sh', '-c', 'x'.repeat(100)], workspace: `/home/${'y'.repeat(100)}/end` });
    const [, row = ''] = runTable([run], now).split('\n');
    expect(row).toMatch(/ sh -c x{33}… {3}…y{35}\/end$/);
  });
});

describe('how a run ended', () => {
  test.each([
    [{ outcome: 'exited', exitCode: 37 }, 'Exited (37)'],
    [{ outcome: 'signalled', signal: 11 }, 'Signalled (11)'],
    [{ outcome: 'timedOut' }, 'Timed out'],
    [{ outcome: 'cancelled' }, 'Cancelled'],
    [{ outcome: 'failed' }, 'Failed'],
  ] as const)('%j', (more, words) => {
    expect(statusOf(recordOf(more))).toBe(words);
  });
});

describe('what became of its changes', () => {
  test.each([
    [{}, '3 to review'],
    [{ counts: null }, 'to review'],
    [{ state: 'unread', counts: null }, 'not read yet'],
    [{ state: 'none' }, 'none'],
    [{ state: 'applied' }, 'applied'],
    [{ state: 'discarded' }, 'discarded'],
  ] as const)('%j', (more, words) => {
    expect(stateOf(reviewOf(more))).toBe(words);
  });
});
