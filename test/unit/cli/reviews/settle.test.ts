import { describe, expect, test } from 'vitest';
import { reviewing, runId } from './reviewing.js';

describe('bellglass discard', () => {
  test('forgets the changes of a run, and says so', async () => {
    const { bellglass, calls } = await reviewing({ 'review.discard': () => ({}) });
    expect(await bellglass(['discard'])).toEqual({
      status: 0,
      stdout: `The changes of the run ${runId} are forgotten.\n`,
      stderr: '',
    });
    expect(calls[1]).toEqual({ method: 'review.discard', params: { run: runId, workspace: null } });
    expect((await bellglass(['discard', '--json'])).stdout).toBe(`{"run":"${runId}"}\n`);
  });
});

describe('bellglass undo', () => {
  const none = { total: 0, conflicts: [] };

  test('takes back what was applied, and says how much', async () => {
    const { bellglass, calls, workspace } = await reviewing({
      'review.undo': () => ({ restored: 5, conflicts: none }),
    });
    expect(await bellglass(['undo', '--run', '0123'], '/')).toEqual({
      status: 0,
      stdout: `Took back 5 changes in ${workspace}.\n`,
      stderr: '',
    });
    expect(calls[1]).toEqual({ method: 'review.undo', params: { run: runId, workspace: null } });
  });

  test('names what was changed since, and fails for it', async () => {
    const conflicts = { total: 1, conflicts: [{ path: 'src/a.ts', host: 'changed' as const }] };
    const { bellglass } = await reviewing({ 'review.undo': () => ({ restored: 0, conflicts }) });
    const { status, stdout } = await bellglass(['undo']);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^Nothing was taken back in .*\nLeft as it is, .*:\n {2}src\/a\.ts {2}\(it was changed here\)\n$/,
    );
    const asJson = await bellglass(['undo', '--json']);
    expect(asJson.status).toBe(1);
    expect(JSON.parse(asJson.stdout)).toEqual({ restored: 0, conflicts });
  });
});
