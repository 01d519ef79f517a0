import { describe, expect, test } from 'vitest';
import { missingWalls, reportOf } from '../../../../daemon/protocol/record/report.js';
import type { RunRecord } from '../../../../daemon/protocol/run.js';
import { commandLineWays } from '../../../../daemon/protocol/sentences/ways.js';

const good: RunRecord = {
  id: '0123456789abcdef',
  command: ['true'],
  image: 'host',
  mode: 'none',
  workspace: null,
  hypervisor: 'qemu',
  kernel: '6.12.109',
  startedAt: '2026-01-01T00:00:00.000Z',
  timings: { accepted: 0, spawned: 1, agent: 2, booted: 3, started: 4, firstOutput: null, ended: 5 },
  exitCode: 0,
  signal: null,
  status: 0,
  outcome: 'exited',
  outOfMemory: false,
  error: null,
  console: null,
  walls: [{ wall: 'seccomp', state: 'up', detail: 'enforced' }],
  userMicros: 1,
  systemMicros: 1,
  maxRssKiB: 1,
  review: null,
};

describe('what is said about a run', () => {
  test('is nothing when the program ended by itself, whatever its status', () => {
    expect(reportOf(good)).toEqual([]);
    expect(reportOf({ ...good, exitCode: 37, status: 37 })).toEqual([]);
  });

  test('says that the time was up', () => {
    expect(reportOf({ ...good, outcome: 'timedOut', status: 124 })).toEqual([
      expect.stringMatching(/its time was up.*--timeout/),
    ]);
  });

  test('says that memory ran out', () => {
    expect(reportOf({ ...good, outOfMemory: true, outcome: 'signalled', signal: 9 })[0]).toMatch(
      /memory of its sandbox was used up.*--memory/,
    );
  });

  test('names what the front end has, in its error and in its note', () => {
    const ways = { ...commandLineWays, memory: 'the setting a', moreTime: 'Set b higher.', image: 'Choose c.' };
    expect(reportOf({ ...good, outcome: 'timedOut', status: 124 }, ways)[0]).toMatch(/time was up\. Set b higher\.$/);
    expect(reportOf({ ...good, outOfMemory: true }, ways)[0]).toMatch(/Give it more with the setting a\.$/);
    const error = { code: 'image_not_available', data: { image: 'alpine' } } as const;
    expect(reportOf({ ...good, outcome: 'failed', error }, ways)[0]).toMatch(/a later version\. Choose c\.$/);
  });

  test('shows an error as its sentence, and the console of a boot that failed below it, without its control characters', () => {
    const record: RunRecord = {
      ...good,
      outcome: 'failed',
      error: { code: 'image_not_available', data: { image: 'alpine' } },
      console: 'Kernel panic\u001b[2J\n at init\n',
    };
    expect(reportOf(record)).toEqual([
      expect.stringMatching(/"alpine" is not available/),
      "The guest's console:",
      '  | Kernel panic [2J',
      '  | at init',
    ]);
  });
});

describe('walls that this host lacks', () => {
  test('are named with their reason, and only they', () => {
    expect(missingWalls(good)).toBeNull();
    const walls: RunRecord['walls'] = [
      ...good.walls,
      { wall: 'landlock', state: 'missing', detail: 'the kernel has none' },
    ];
    expect(missingWalls({ ...good, walls })).toBe(
      'Not every wall around the sandbox is up on this host: landlock (the kernel has none).',
    );
  });
});
