import { describe, expect, test } from 'vitest';
import { runShown } from '../../../../../daemon/cli/reviews/shown/run.js';
import type { RunRecord } from '../../../../../daemon/protocol/run.js';
import { recordOf, reviewOf } from '../reviewing.js';

const now = Date.parse(recordOf().startedAt) + 180_000;
const shown = (more: Partial<RunRecord> = {}, applications = 0): string[] =>
  runShown({ record: recordOf(more), applications }, now).split('\n');

describe('what is known of a run', () => {
  test('is a line each, for people', () => {
    const counts = { added: 1, modified: 2, deleted: 0, renamed: 0, attention: 1, refused: 0 };
    const review = reviewOf({
      counts,
      notable: [{ path: '.vscode/tasks.json', attention: 'editor' }],
      hidden: { count: 7, paths: ['.env', 'a', 'b', 'c', 'd', 'e'] },
      unreadable: { count: 1, paths: ['x\u001b'] },
    });
    expect(shown({ review, command: ['python3', 'a b.py'] }, 2)).toEqual([
      'Run           0123456789ab',
      "Command       python3 'a b.py'",
      'Image         host',
      'Mode          review',
      'Workspace     /work/project',
      'Machine       qemu, Linux 6.12.109',
      'Started       2026-01-02T03:04:05.000Z (3 minutes ago)',
      'First output  after 0.82 s',
      'Duration      3.70 s (the program 3.00 s)',
      'Status        Exited (0)',
      'Peak memory   120MiB',
      'CPU time      1.20 s user, 0.30 s system',
      'Changes       to review (3 changes: 2 modified, 1 added; 1 needs a look)',
      'Applied       2 times',
      'Needs a look  .vscode/tasks.json (the editor runs or obeys it)',
      'Hidden        7: .env, a, b, c, d and 2 more',
      String.raw`Unreadable    1: "x\033"`,
      '',
    ]);
  });

  test('has a dash where something never came to be', () => {
    const timings = {
      accepted: 0,
      spawned: null,
      agent: null,
      booted: null,
      started: null,
      firstOutput: null,
      ended: null,
    };
    const lines = shown({
      ...{ timings, hypervisor: null, kernel: null, workspace: null, review: null, mode: 'none' },
      ...{ userMicros: null, systemMicros: null, maxRssKiB: null, outcome: 'cancelled' },
    });
    expect(lines).toContain('Workspace     -');
    expect(lines).toContain('First output  -');
    expect(lines).toContain('Duration      -');
    expect(lines).toContain('Peak memory   -');
    expect(lines).toContain('CPU time      -');
    expect(lines).toContain('Changes       - (not kept apart)');
    expect(lines.join('\n')).not.toContain('Machine');
  });

  test('says in its changes what became of them, and nothing of what there is not', () => {
    const line = (more: Parameters<typeof reviewOf>[0]) =>
      shown({ review: reviewOf(more) }).find((one) => one.startsWith('Changes'));
    expect(line({ state: 'none' })).toBe('Changes       none');
    expect(line({ state: 'unread', counts: null })).toBe('Changes       not read yet');
    expect(line({ state: 'applied' })).toBe('Changes       applied (3 changes: 1 modified, 1 added, 1 deleted)');
    expect(shown()).toContain('Hidden        nothing');
  });

  test('ends with what was said at its end: an error, what ran out, walls that were missing', () => {
    const error = { code: 'image_not_available', data: { image: 'alpine' } } as const;
    const walls: RunRecord['walls'] = [{ wall: 'landlock', state: 'missing', detail: 'the kernel has none' }];
    const lines = shown({ outcome: 'failed', status: 125, error, walls });
    expect(lines).toContain('Status        Failed');
    expect(lines.slice(-4)).toEqual([
      '',
      expect.stringMatching(/"alpine" is not available/),
      expect.stringMatching(/^Not every wall .*landlock \(the kernel has none\)\.$/),
      '',
    ]);
  });

  test('commands no terminal, whatever the command or the image is called', () => {
    const text = shown({ command: ['a\u001b[2J'], image: 'b\u0007', workspace: '/c\u009b' }).join('\n');
    for (const commanding of ['\u001b', '\u0007', '\u009b']) expect(text).not.toContain(commanding);
  });
});
