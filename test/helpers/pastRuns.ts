import type { PastRun } from '../../daemon/protocol/reviews/methods.js';
import type { RunDetails } from '../../daemon/protocol/record/details.js';
import type { StartedPrograms } from '../../daemon/protocol/wire/programs.js';
import type { RunRecord } from '../../daemon/protocol/run.js';

/** A run that is over, of a program in no workspace. */
export function pastRunOf(id: string, more: Partial<RunRecord> = {}, applications = 0): PastRun {
  return { record: { ...wentWell, id, ...more }, applications };
}

/** One program that was started. */
export function program(
  argv: readonly string[],
  more: Partial<StartedPrograms['programs'][number]> = {},
): StartedPrograms['programs'][number] {
  return { argv: [...argv], cut: false, count: 1, ...more };
}

/** What is kept of a run that wrote that. */
export function detailsOf(stdout = 'out\n'): RunDetails {
  return {
    stdout: { head: stdout, tail: '', omitted: 0 },
    stderr: { head: '', tail: '', omitted: 0 },
    programs: { programs: [program(['true'])], unlisted: 0, unread: 0, overrun: false },
  };
}

/** What is left of a run in a workspace in review, of which nothing is known yet. */
export const unread = {
  state: 'unread',
  counts: null,
  hidden: { count: 0, paths: [] },
  unreadable: { count: 0, paths: [] },
} as const satisfies RunRecord['review'];

const wentWell: RunRecord = {
  id: '',
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
  walls: [],
  userMicros: 1,
  systemMicros: 1,
  maxRssKiB: 1,
  review: null,
};
