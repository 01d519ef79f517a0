import { mkdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { command } from '../../../../daemon/cli/command.js';
import type { ChangeInfo, RunReview } from '../../../../daemon/protocol/reviews/change.js';
import type { ApplyReport, PastRun } from '../../../../daemon/protocol/reviews/methods.js';
import type { RunRecord } from '../../../../daemon/protocol/run.js';
import type { Result } from '../../../../daemon/protocol/methods.js';
import { answeringDaemon, type Answers, type Call } from '../../../helpers/daemon/answeringDaemon.js';
import { makeWorld } from '../../../helpers/daemon/daemonProgram.js';
import { scratch } from '../../../helpers/scratch.js';

/** The id of the run of these samples. */
export const runId = '0123456789ab';

/** A change of a file that was there and has other content. */
export function changed(path: ChangeInfo['path'], more: Partial<ChangeInfo> = {}): ChangeInfo {
  const side = { kind: 'file', mode: 0o644, size: 1 } as const;
  const { what = 'modified' } = more;
  return {
    path,
    what,
    from: null,
    before: what === 'added' ? null : side,
    after: what === 'deleted' ? null : side,
    contentChanged: true,
    attention: null,
    refused: null,
    ...more,
  };
}

/** A change of a directory. */
export function changedDirectory(path: string, more: Partial<ChangeInfo> = {}): ChangeInfo {
  const side = { kind: 'directory', mode: 0o755, size: null } as const;
  const { before, after, ...rest } = changed(path, { contentChanged: false, ...more });
  return { ...rest, before: before === null ? null : side, after: after === null ? null : side };
}

/** A review whose changes wait. */
export function reviewOf(more: Partial<RunReview> = {}): RunReview {
  return {
    state: 'pending',
    counts: { added: 1, modified: 1, deleted: 1, renamed: 0, attention: 0, refused: 0 },
    hidden: { count: 0, paths: [] },
    unreadable: { count: 0, paths: [] },
    ...more,
  };
}

/** The record of a run in mode review that went well. */
export function recordOf(more: Partial<RunRecord> = {}): RunRecord {
  return {
    id: runId,
    command: ['python3', 'a.py'],
    image: 'host',
    mode: 'review',
    workspace: '/work/project',
    hypervisor: 'qemu',
    kernel: '6.12.109',
    startedAt: '2026-01-02T03:04:05.000Z',
    timings: { accepted: 0, spawned: 10, agent: 500, booted: 600, started: 700, firstOutput: 820, ended: 3700 },
    exitCode: 0,
    signal: null,
    status: 0,
    outcome: 'exited',
    outOfMemory: false,
    error: null,
    console: null,
    walls: [{ wall: 'seccomp', state: 'up', detail: 'enforced' }],
    userMicros: 1_200_000,
    systemMicros: 300_000,
    maxRssKiB: 122_880,
    review: reviewOf(),
    ...more,
  };
}

/** A report of an application of which nothing was left. */
export function reportOf(more: Partial<ApplyReport> = {}): ApplyReport {
  const none = { total: 0, changes: [] };
  const merged = { total: 0, markers: [] };
  return { applied: 3, held: none, refused: none, conflicts: { total: 0, conflicts: [] }, merged, stayed: 0, ...more };
}

/** What a command did, and what it asked the daemon. */
export interface Done {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the streams of a command are. */
export interface Streams {
  /** What is typed on a terminal; null: standard input is none, and empty. */
  readonly typed?: string | null;
  readonly terminal?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** A command line before a daemon that holds one run, and answers as is said. */
export interface Reviewing {
  /** The run's workspace; the command is in it unless `at` says otherwise. */
  readonly workspace: string;
  readonly past: PastRun;
  readonly calls: readonly Call[];
  /** Runs the command. @param at where, within the workspace or absolute */
  readonly bellglass: (argv: readonly string[], at?: string, streams?: Streams) => Promise<Done>;
}

/** Starts such a daemon for one test. */
export async function reviewing(answers: Answers, more: Partial<RunRecord> = {}): Promise<Reviewing> {
  const world = makeWorld();
  const workspace = `${scratch()}/project`;
  mkdirSync(`${workspace}/src`, { recursive: true });
  const past = { record: recordOf({ workspace, ...more }), applications: 0 };
  const calls = await answeringDaemon(world.paths, { 'run.inspect': () => past, ...answers });
  const bellglass: Reviewing['bellglass'] = async (argv, at = workspace, { typed = null, terminal, env } = {}) => {
    const output = () => Object.assign(new PassThrough(), terminal === true ? { isTTY: true } : {});
    const [stdin, stdout, stderr] = [new PassThrough(), output(), output()];
    if (typed !== null) Object.assign(stdin, { isTTY: true });
    stdin.end(typed ?? '');
    const texts = [buffer(stdout), buffer(stderr)];
    const status = await command(argv, {
      cwd: at.startsWith('/') ? at : `${workspace}/${at}`,
      env: { ...world.env, ...env },
      stdin,
      stdout,
      stderr,
      exit: (code) => {
        throw new Error(`the command gave up with ${String(code)}`);
      },
    });
    stdout.end();
    stderr.end();
    const [out, err] = await Promise.all(texts);
    return { status, stdout: String(out), stderr: String(err) };
  };
  return { workspace, past, calls, bellglass };
}

/** The answer to `review.changes` with these changes. */
export function changesReply(
  past: PastRun | null,
  changes: readonly ChangeInfo[],
  review: RunReview = reviewOf(),
): Result<'review.changes'> {
  const run = past ?? { record: recordOf(), applications: 0 };
  return { run, review, total: changes.length, changes: [...changes] };
}
