import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../../daemon/protocol/run.js';
import { recordOf, reviewing, reviewOf, runId } from '../reviews/reviewing.js';

/** Runs `true` in mode review, before a daemon whose run ends with that record. @param at where the command is called */
async function ran(more: Partial<RunRecord>, at?: string, ...options: string[]) {
  const { workspace, bellglass, calls } = await reviewing({
    'run.start': () => ({ runId }),
    'run.wait': () => recordOf({ workspace, ...more }),
  });
  const done = await bellglass(['run', '--mode', 'review', '--workspace', workspace, ...options, '--', 'true'], at);
  return { ...done, calls };
}

const advice = 'See them: bellglass diff   Take them: bellglass apply   Forget them: bellglass discard';

describe('at the end of a run in mode review', () => {
  test('standard error says what it changed and what to do with that; output and status stay the program’s', async () => {
    const { calls, ...done } = await ran({ exitCode: 3, status: 3 });
    expect(done).toEqual({
      status: 3,
      stdout: '',
      stderr: `bellglass: 3 changes: 1 modified, 1 added, 1 deleted.\nbellglass: ${advice}\n`,
    });
    expect(calls[0]).toMatchObject({ method: 'run.start', params: { workspace: { mode: 'review' } } });
  });

  test('the run is named where its workspace is not the current directory’s', async () => {
    expect((await ran({}, '/')).stderr).toContain(`bellglass diff --run ${runId}   `);
    expect((await ran({}, 'src')).stderr).toContain(advice);
  });

  test('nothing is said when it changed nothing', async () => {
    expect((await ran({ review: reviewOf({ state: 'none' }) })).stderr).toBe('');
    expect((await ran({ review: null })).stderr).toBe('');
  });

  test('--json has it in the record, and standard error says it all the same', async () => {
    const { stdout, stderr } = await ran({}, undefined, '--json');
    expect((JSON.parse(stdout) as RunRecord).review).toEqual(reviewOf());
    expect(stderr).toContain(advice);
  });

  test('what Bellglass has to say of the run comes before', async () => {
    const { status, stderr } = await ran({ outcome: 'timedOut', exitCode: null, status: 124 });
    expect(status).toBe(124);
    expect(stderr.split('\n').map((line) => line.slice(0, 40))).toEqual([
      'bellglass: The program was ended because',
      'bellglass: 3 changes: 1 modified, 1 adde',
      'bellglass: See them: bellglass diff   Ta',
      '',
    ]);
  });
});
