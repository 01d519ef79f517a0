import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { runRecord } from '../../../daemon/protocol/run.js';
import { tries } from '../../helpers/full.js';
import { inProject } from '../../helpers/project.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const program = readFileSync(inProject('test/machine/review/programs/operations.py'), 'utf8');
const path = (): string => `${session.directory}/operations.py`;
let daemon: Daemon;

beforeAll(async () => {
  session.write(path(), program);
  daemon = await daemonOf(session);
});
afterAll(() => {
  daemon.close();
});

/** The program on the host, in the workspace. */
async function onHost(...args: string[]): Promise<string> {
  const ended = await session.host('python3', [path(), ...args]);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return ended.stdout;
}

/** The program in a sandbox, in a view of the workspace. @returns the run's id and what the guest saw in the end */
async function inView(seed: number, count: number): Promise<{ run: string; seen: string; state: string | undefined }> {
  const argv = ['--mode', 'review', '--json', '--', 'python3', '-', 'change', String(seed), String(count)];
  const ended = await session.run(['-i', ...argv], { stdin: program, limit: 120_000 });
  const record = runRecord.parse(JSON.parse(ended.stdout));
  expect(record).toMatchObject({ exitCode: 0, stderr: '' });
  return { run: record.id, seen: record.stdout ?? '', state: record.review?.state };
}

/** Entries with their times, which an undo restores too; those of directories change with what is in them. */
async function exact(): Promise<string> {
  const times = await session.host('sh', ['-c', `find . ! -type d -printf '%p %m %T@ %n %l\\n' | sort`]);
  return `${await onHost('digest')}\n${times.stdout}`;
}

async function fresh(seed: number): Promise<void> {
  await session.host('sh', ['-c', 'rm -rf ./* ./.[!.]*']);
  await onHost('make', String(seed), '80');
}

const seeds = Array.from({ length: tries(12).numRuns }, (_, index) => index + 1);

describe('after random operations in a view', () => {
  test.each(seeds)('the applied folder is what the guest saw, and undone it is what it was (seed %i)', async (seed) => {
    await fresh(seed);
    const before = await exact();
    const { run, seen, state } = await inView(seed, 60);
    expect(await exact()).toBe(before);
    if (state === 'none') return;
    const reference = { run, workspace: null };
    const report = await daemon.call('review.apply', { ...reference, paths: null });
    expect(report).toMatchObject({ conflicts: { total: 0 }, held: { total: 0 }, refused: { total: 0 }, stayed: 0 });
    expect(await onHost('digest')).toBe(seen);
    expect(await daemon.call('review.undo', reference)).toMatchObject({ conflicts: { total: 0 } });
    expect(await exact()).toBe(before);
    await daemon.call('review.discard', reference);
    expect(await exact()).toBe(before);
  });
});
