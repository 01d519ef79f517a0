import { describe, expect, test } from 'vitest';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { reviewing, runId } from './reviewing.js';

describe('bellglass show', () => {
  test('shows the last run here, or the one that is named', async () => {
    const { bellglass, calls, workspace } = await reviewing({});
    const { status, stdout, stderr } = await bellglass(['show']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`Run           ${runId}\n`);
    await bellglass(['show', '0123']);
    expect(calls.map(({ params }) => params)).toEqual([
      { run: 'latest', workspace },
      { run: '0123', workspace: null },
    ]);
  });

  test('shows a run whose changes were not kept apart, too', async () => {
    const { bellglass } = await reviewing({}, { review: null });
    expect(await bellglass(['show'])).toMatchObject({ status: 0 });
  });

  test('--json prints all that is known', async () => {
    const { bellglass, past } = await reviewing({});
    expect(JSON.parse((await bellglass(['show', '--json'])).stdout)).toEqual(past);
  });

  test('an id that several begin with is told of, with status 1', async () => {
    const { bellglass } = await reviewing({
      'run.inspect': () => {
        throw new BellglassFailure({ code: 'ambiguous_past_run', data: { reference: '0' } });
      },
    });
    const { status, stdout, stderr } = await bellglass(['show', '--json', '0']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ambiguous_past_run' } });
    expect(stderr).toBe(
      'bellglass: "0" begins the id of several runs. Give more of it; "bellglass runs" lists them.\n',
    );
  });
});
