import { describe, expect, test } from 'vitest';
import { changed, changesReply, reportOf, reviewing, runId } from './reviewing.js';

const some = [
  ...['a', 'b', 'c'].map((path) => changed(path)),
  changed('Makefile', { attention: 'build' }),
  changed('.git/config', { refused: 'git' }),
];
const ignored = ['log', 'out/x'].map((path) => changed(path, { what: 'added', ignored: path }));
const answers = {
  'review.changes': () => changesReply(null, some),
  'review.apply': () => reportOf(),
};
const applied = (calls: readonly { method: string; params: unknown }[]) =>
  calls.filter(({ method }) => method === 'review.apply').map(({ params }) => params);

describe('bellglass apply', () => {
  test('--all applies everything without a question', async () => {
    const { bellglass, calls, workspace } = await reviewing(answers);
    expect(await bellglass(['apply', '--all'])).toEqual({
      status: 0,
      stdout: `Applied 3 changes to ${workspace}.\nTake them back: bellglass undo\n`,
      stderr: '',
    });
    expect(applied(calls)).toEqual([{ run: runId, workspace: null, paths: null }]);
  });

  test('applies what is at or below the paths that are named, and asks nothing', async () => {
    const { bellglass, calls } = await reviewing(answers);
    await bellglass(['apply', 'a.ts', '../.vscode/tasks.json'], 'src');
    expect(applied(calls)).toMatchObject([{ paths: ['src/a.ts', '.vscode/tasks.json'] }]);
  });

  test('takes the workspace itself for everything, but not beside what is named in it', async () => {
    const { bellglass, calls } = await reviewing(answers);
    expect((await bellglass(['apply', '.'])).status).toBe(0);
    expect(await bellglass(['apply', '.', 'a.ts'])).toMatchObject({
      status: 125,
      stderr: 'bellglass: The whole workspace does not go together with other paths; leave out one of the two.\n',
    });
    expect(applied(calls)).toMatchObject([{ paths: null }]);
  });

  test('--merge and --conflict-markers ask for both sides to be put together', async () => {
    const { bellglass, calls } = await reviewing(answers);
    await bellglass(['apply', '--merge', 'a']);
    await bellglass(['apply', '--conflict-markers', '--all']);
    expect(applied(calls)).toMatchObject([
      { paths: ['a'], merge: 'clean' },
      { paths: null, merge: 'markers' },
    ]);
  });

  test('--json prints the report', async () => {
    const { bellglass } = await reviewing(answers);
    expect(JSON.parse((await bellglass(['apply', '--all', '--json'])).stdout)).toEqual(reportOf());
  });
});

describe('bellglass apply without a word of what', () => {
  test('asks on a terminal, with how many and where to, and what is left besides', async () => {
    const { bellglass, calls, workspace } = await reviewing(answers);
    const { status, stderr } = await bellglass(['apply'], undefined, { typed: 'y\n' });
    expect(status).toBe(0);
    expect(stderr).toBe(`Apply 3 changes to ${workspace}? Besides these 1 needs a look, 1 is never applied. [y/N] `);
    expect(applied(calls)).toEqual([{ run: runId, workspace: null, paths: null }]);
  });

  test('applies nothing unless the answer is yes, and says so with status 1', async () => {
    for (const typed of ['n\n', '\n', '']) {
      const { bellglass, calls } = await reviewing(answers);
      const { status, stdout, stderr } = await bellglass(['apply'], undefined, { typed });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/bellglass: Nothing was applied\.\n$/);
      expect(applied(calls)).toEqual([]);
    }
  });

  test('says how many of them git ignores, which --no-ignored leaves out', async () => {
    const { bellglass, calls, workspace } = await reviewing({
      ...answers,
      'review.changes': () => changesReply(null, [changed('a'), ...ignored]),
    });
    const asked = async (...more: string[]) =>
      (await bellglass(['apply', ...more], undefined, { typed: 'y\n' })).stderr;
    expect(await asked()).toBe(`Apply 3 changes to ${workspace}, 2 of what git ignores? [y/N] `);
    expect(await asked('--no-ignored')).toBe(`Apply 1 change to ${workspace}? [y/N] `);
    expect(applied(calls)).toEqual([
      { run: runId, workspace: null, paths: null },
      { run: runId, workspace: null, paths: null, ignored: false },
    ]);
  });

  test('asks nothing where nothing could be applied; the report says why', async () => {
    const held = { total: 1, changes: [changed('Makefile', { attention: 'build' })] };
    const { bellglass } = await reviewing({
      'review.changes': () => changesReply(null, held.changes),
      'review.apply': () => reportOf({ applied: 0, held }),
    });
    const { status, stdout, stderr } = await bellglass(['apply'], undefined, { typed: '' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('Look at it, then name it: bellglass apply Makefile\n');
  });

  test('is refused where nobody can be asked, and asks the daemon nothing', async () => {
    const { bellglass, calls } = await reviewing(answers);
    expect(await bellglass(['apply'])).toEqual({
      status: 125,
      stdout: '',
      stderr:
        'bellglass: Say what to apply, since there is no terminal to ask on: give the paths of changes, or --all for all of them.\n',
    });
    expect(calls).toEqual([]);
  });
});

describe('the exit status of bellglass apply', () => {
  const one = { total: 1, changes: [changed('Makefile', { attention: 'build' })] };
  test.each([
    ['everything was applied', {}, 0],
    ['something is held back', { held: one }, 1],
    ['something is never applied, which nobody named', { refused: one }, 0],
    ['the workspace was changed', { conflicts: { total: 1, conflicts: [{ path: 'a', host: 'gone' as const }] } }, 1],
    ['a directory stayed', { stayed: 1 }, 1],
  ])('when %s', async (_title, more, status) => {
    const { bellglass } = await reviewing({ ...answers, 'review.apply': () => reportOf(more) });
    expect((await bellglass(['apply', '--all'])).status).toBe(status);
    expect((await bellglass(['apply', '--all', '--json'])).status).toBe(status);
  });

  test('when what is never applied was named', async () => {
    const { bellglass } = await reviewing({ ...answers, 'review.apply': () => reportOf({ refused: one }) });
    expect((await bellglass(['apply', 'Makefile'])).status).toBe(1);
  });
});
