import { describe, expect, test } from 'vitest';
import { BellglassFailure } from '../../../../daemon/protocol/errors.js';
import { changesReply, reviewing, reviewOf, runId } from './reviewing.js';

const nothing = { 'review.changes': () => changesReply(null, []) };

describe('the run that a command is about', () => {
  test('is the last one in the workspace of the current directory, and the same one for every call', async () => {
    const { bellglass, calls, workspace } = await reviewing(nothing);
    expect(await bellglass(['changes'], 'src')).toMatchObject({ status: 0, stderr: '' });
    expect(calls).toEqual([
      { method: 'run.inspect', params: { run: 'latest', workspace: `${workspace}/src` } },
      { method: 'review.changes', params: { run: runId, workspace: null, under: null, skip: 0 } },
    ]);
  });

  test('is the one that is named, wherever that ran', async () => {
    const { bellglass, calls } = await reviewing(nothing);
    await bellglass(['changes', '--run', '0123'], '/');
    expect(calls[0]).toEqual({ method: 'run.inspect', params: { run: '0123', workspace: null } });
  });

  test.each(['nonsense', 'ABC', '0'.repeat(33)])(
    'is none when it is named %s, which no daemon is asked',
    async (run) => {
      const { bellglass, calls } = await reviewing(nothing);
      expect(await bellglass(['changes', '--run', run])).toEqual({
        status: 1,
        stdout: '',
        stderr: `bellglass: There is no run "${run}". "bellglass runs" lists those there are.\n`,
      });
      expect(calls).toEqual([]);
    },
  );

  test('that there is not is told of, with status 1', async () => {
    const refuse = (reference: string) => () => {
      throw new BellglassFailure({ code: 'unknown_past_run', data: { reference } });
    };
    const first = await reviewing({ 'run.inspect': refuse('latest') });
    expect(await first.bellglass(['diff'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'bellglass: Nothing has run in this workspace yet. "bellglass runs" lists what ran elsewhere.\n',
    });
  });

  test('must have kept its changes apart', async () => {
    const { bellglass, calls } = await reviewing(nothing, { review: null });
    for (const words of [['changes'], ['diff'], ['apply', '--all'], ['undo'], ['discard']])
      expect(await bellglass(words)).toEqual({
        status: 1,
        stdout: '',
        stderr: `bellglass: The run ${runId} left no changes to look at. "bellglass runs" lists those that did.\n`,
      });
    expect(calls.every(({ method }) => method === 'run.inspect')).toBe(true);
  });
});

test('what the daemon refuses is JSON too where JSON is the answer', async () => {
  const busy = () => {
    throw new BellglassFailure({ code: 'review_busy', data: { runId } });
  };
  const answers = {
    'review.changes': busy,
    'review.diff': busy,
    'review.apply': busy,
    'review.undo': busy,
    'review.discard': busy,
  };
  const { bellglass } = await reviewing(answers, { review: reviewOf() });
  for (const words of [['changes'], ['diff'], ['apply', '--all'], ['undo'], ['discard']]) {
    const { status, stdout, stderr } = await bellglass([...words, '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'review_busy', data: { runId } } });
    expect(stderr).toMatch(/^bellglass: The run 0123456789ab goes on, or its changes are in use by another command\./);
  }
});
