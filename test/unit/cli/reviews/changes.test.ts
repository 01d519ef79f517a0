import { describe, expect, test } from 'vitest';
import { allChanges, changesShown } from '../../../../daemon/cli/reviews/changes.js';
import type { Params, Result } from '../../../../daemon/protocol/methods.js';
import type { ChangeInfo } from '../../../../daemon/protocol/reviews/change.js';
import { changed, changedDirectory, changesReply, reviewing, reviewOf, runId } from './reviewing.js';

const some = [
  changed('.git/hooks/pre-commit', { what: 'added', refused: 'git' }),
  changed('.vscode/tasks.json', { attention: 'editor' }),
  changed('README.md'),
  changed('new name', { what: 'renamed', from: 'old', contentChanged: false }),
  changed('src/gone.ts', { what: 'deleted' }),
  changed({ bytes: '/w==' }, { what: 'added' }),
];
const answers = { 'review.changes': () => changesReply(null, some) };

describe('bellglass changes', () => {
  test('lists them as git status does, with what needs a look and why, and how many there are', async () => {
    const { bellglass } = await reviewing(answers);
    expect(await bellglass(['changes'])).toEqual({
      status: 0,
      stdout: [
        "Ax .git/hooks/pre-commit  (a repository's own files are never applied)",
        'M! .vscode/tasks.json  (the editor runs or obeys it)',
        'M  README.md',
        'R  old -> new name',
        'D  src/gone.ts',
        String.raw`A  "\377"`,
        '',
        '6 changes: 2 modified, 2 added, 1 deleted, 1 renamed; 1 needs a look (!); 1 is never applied (x).',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  test('has what git ignores apart, a line a place, each with --all; paths only are as they come', async () => {
    const ignored = ['node_modules/a', 'node_modules/b'].map((path) =>
      changed(path, { what: 'added', ignored: 'node_modules' }),
    );
    const { bellglass } = await reviewing({ 'review.changes': () => changesReply(null, [...ignored, changed('z')]) });
    expect((await bellglass(['changes'])).stdout).toBe(
      [
        ...['M  z', '', 'Ignored by git:', '     node_modules/ (2 changes: 2 added)', ''],
        ...['1 change: 1 modified; and 2 that git ignores. With --all each of them is listed.', ''],
      ].join('\n'),
    );
    expect((await bellglass(['changes', '--all'])).stdout).toBe(
      [
        ...['M  z', '', 'Ignored by git:', '  A  node_modules/a', '  A  node_modules/b', ''],
        ...['1 change: 1 modified; and 2 that git ignores.', ''],
      ].join('\n'),
    );
    expect((await bellglass(['changes', '--name-only'])).stdout).toBe('node_modules/a\nnode_modules/b\nz\n');
  });

  test('asks for what is below the paths that were named, as the workspace has them', async () => {
    const { bellglass, calls } = await reviewing(answers);
    await bellglass(['changes', '../README.md', '.'], 'src');
    expect(calls[1]?.params).toMatchObject({ under: ['README.md', 'src'] });
  });

  test('takes no path outside of the workspace, with status 125', async () => {
    const { bellglass, calls, workspace } = await reviewing(answers);
    expect(await bellglass(['changes', '/etc/hosts'])).toEqual({
      status: 125,
      stdout: '',
      stderr: `bellglass: "/etc/hosts" is not in the workspace of the run, which is "${workspace}"; give paths within it.\n`,
    });
    expect(calls).toHaveLength(1);
  });

  test('--name-only prints each path on its line, and nothing else', async () => {
    const { bellglass } = await reviewing(answers);
    expect((await bellglass(['changes', '--name-only'], 'src')).stdout).toBe(
      [
        '../.git/hooks/pre-commit',
        '../.vscode/tasks.json',
        '../README.md',
        '../new name',
        'gone.ts',
        String.raw`"../\377"`,
        '',
      ].join('\n'),
    );
  });

  test('--json prints everything that is known of them, paths as the workspace has them', async () => {
    const { bellglass, workspace } = await reviewing(answers);
    const { stdout } = await bellglass(['changes', '--json'], 'src');
    expect(JSON.parse(stdout)).toEqual({ run: runId, workspace, review: reviewOf(), total: 6, changes: some });
  });

  test('says it when there are none', async () => {
    const { bellglass } = await reviewing({ 'review.changes': () => changesReply(null, []) });
    expect(await bellglass(['changes'])).toEqual({ status: 0, stdout: 'Nothing was changed.\n', stderr: '' });
    expect((await bellglass(['changes', '--name-only'])).stdout).toBe('');
  });
});

describe('a large tree', () => {
  const tree = [
    changedDirectory('node_modules', { what: 'added' }),
    ...Array.from({ length: 30 }, (_, index) => changed(`node_modules/${String(index)}.js`, { what: 'added' })),
  ];
  const place = { workspace: '/w', cwd: '/w' };

  test('is one line, and said to be one', () => {
    expect(changesShown(tree, { nameOnly: false, all: false }, place)).toBe(
      'A  node_modules/ (30 files)\n\n31 changes: 31 added. With --all each of them is listed.\n',
    );
  });

  test('is listed with --all, and with --name-only', () => {
    expect(changesShown(tree, { nameOnly: false, all: true }, place).split('\n')).toHaveLength(34);
    expect(changesShown(tree, { nameOnly: true, all: false }, place).split('\n')).toHaveLength(32);
  });
});

describe('what was done in the repository', () => {
  const commits = changedDirectory('.git', { attention: 'commits' });
  const problem = { why: 'tooMany', detail: '101' } as const;
  const repository = { refs: [], left: { count: 0, first: [] }, head: null, objects: 0, problem };
  const place = { workspace: '/w', cwd: '/w' };
  const show = (changes: ChangeInfo[]) => changesShown(changes, { nameOnly: false, all: false }, place, repository);

  test('is told where it is among the changes, and nowhere else', () => {
    expect(show([commits]).split('\n')).toEqual([
      'M! .git/  (it brings commits, and moves branches or tags)',
      '',
      'In the repository (.git):',
      '  Nothing can be taken over: more branches and tags were changed than are taken over at once (101).',
      '',
      '1 change: 1 modified; 1 needs a look (!).',
      '',
    ]);
    expect(show([changed('a')])).not.toContain('repository');
  });
});

describe('more changes than the daemon tells at once', () => {
  test('are read piece by piece, each once', async () => {
    const every = Array.from({ length: 25 }, (_, index) => changed(`${String(index)}.txt`));
    const skipped: (number | undefined)[] = [];
    const call = async (_method: string, { skip = 0 }: Params<'review.changes'>): Promise<Result<'review.changes'>> => {
      await Promise.resolve();
      skipped.push(skip);
      return { ...changesReply(null, every.slice(skip, skip + 10)), total: 25 };
    };
    const daemon = { call } as unknown as Parameters<typeof allChanges>[0]['daemon'];
    const { changes } = await allChanges({ daemon, reference: { run: runId, workspace: null } }, null);
    expect(changes).toEqual(every);
    expect(skipped).toEqual([0, 10, 20]);
  });

  test('end where the daemon has no more, whatever it had promised', async () => {
    const { bellglass, calls } = await reviewing({
      'review.changes': ({ skip = 0 }) => ({ ...changesReply(null, skip === 0 ? some : []), total: 7 }),
    });
    expect(JSON.parse((await bellglass(['changes', '--json'])).stdout)).toMatchObject({ total: 6 });
    expect(calls).toHaveLength(3);
  });
});
