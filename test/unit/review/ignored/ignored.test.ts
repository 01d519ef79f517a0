import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import { withIgnored } from '../../../../daemon/review/ignored/ignored.js';
import { directory, file, link, removed } from '../../../helpers/review/lines.js';
import { changesAbove } from '../../../helpers/review/looked.js';
import { script } from '../../../helpers/review/runs/gitRun.js';
import { snapshotOf, type Snapshotted } from '../../../helpers/review/snapshotted.js';

/** The places that are ignored, by the paths of the changes of which it is said. */
async function ignored({ base, bytes, workspace, output }: Snapshotted, ...lines: ChangedLine[]): Promise<unknown> {
  const scratch = `${output}/ignoring`;
  const changes = await withIgnored(changesAbove(base, lines), { base, bytes, workspace, scratch });
  expect(existsSync(scratch)).toBe(false);
  return Object.fromEntries(
    changes.flatMap((change) => (change.ignored === undefined ? [] : [[change.path, change.ignored]])),
  );
}

const folder = {
  '.gitignore': 'node_modules/\n*.log\n!keep.log\n',
  'src/.gitignore': '/out\n',
  'src/a.ts': 'a',
  'node_modules/there/a.js': 'a',
  'old.log': 'a',
};

describe('what git ignores', () => {
  test('is what is in directories that it ignored before, and the names that patterns match', async () => {
    const told = await ignored(
      await snapshotOf(folder),
      ...[directory('node_modules'), directory('node_modules/there'), file('node_modules/there/a.js')],
      ...[directory('node_modules/new'), file('node_modules/new/b.js'), removed('old.log'), file('new.log')],
      ...[
        file('keep.log'),
        directory('src'),
        file('src/a.ts'),
        directory('src/out'),
        file('src/out/c.ts'),
        file('out'),
      ],
    );
    expect(told).toEqual({
      'node_modules/there/a.js': 'node_modules',
      'node_modules/new': 'node_modules',
      'node_modules/new/b.js': 'node_modules',
      'old.log': 'old.log',
      'new.log': 'new.log',
      'src/out': 'src/out',
      'src/out/c.ts': 'src/out',
    });
  });

  test('in a folder that had none of it yet is the whole of the new directory', async () => {
    const fresh = await snapshotOf({ '.gitignore': 'node_modules/\n' });
    const told = await ignored(
      fresh,
      ...[directory('node_modules'), directory('node_modules/a'), file('node_modules/a/package.json')],
      ...[directory('b'), directory('b/node_modules'), file('b/node_modules/c')],
    );
    expect(told).toEqual({
      ...{
        node_modules: 'node_modules',
        'node_modules/a': 'node_modules',
        'node_modules/a/package.json': 'node_modules',
      },
      ...{ 'b/node_modules': 'b/node_modules', 'b/node_modules/c': 'b/node_modules' },
    });
  });

  test('is not what the program itself says: a pattern that it wrote puts nothing aside', async () => {
    const told = await ignored(
      await snapshotOf(folder),
      file('.gitignore'),
      directory('d'),
      file('d/.gitignore'),
      file('d/a'),
    );
    expect(told).toEqual({});
  });

  test('is not a link or a file in the place of a directory that would be', async () => {
    const fresh = await snapshotOf({ '.gitignore': 'build/\n', build: 'a file' });
    expect(await ignored(fresh, link('x', 'build'), file('build'))).toEqual({});
    expect(await ignored(fresh, directory('build'), file('build/a'))).toEqual({ build: 'build', 'build/a': 'build' });
  });

  test('is what was moved only if git ignored it before, too', async () => {
    const { 'src/a.ts': a, ...rest } = folder;
    const moved = await snapshotOf({ ...rest, 'lib/a.ts': a, 'tmp.log': 'b' });
    const told = await ignored(
      moved,
      ...[removed('lib'), removed('tmp.log'), directory('node_modules')],
      ...[
        directory('node_modules/lib', { movedFrom: '/lib' }),
        file('other.log', { movedFrom: 'tmp.log', keptContent: true }),
      ],
    );
    expect(told).toEqual({ 'other.log': 'other.log' });
  });

  test('is not what it tracks although patterns match it', async () => {
    const { workspace } = await snapshotOf({ ...folder, 'keep/a.log': 'a' });
    script(workspace, 'git init -q; git add -f keep/a.log .gitignore');
    const tracked = await snapshotOf({ ...folder, 'keep/a.log': 'a' });
    script(tracked.workspace, `cp -a '${workspace}/.git' .`);
    expect(await ignored(tracked, directory('keep'), file('keep/a.log'), file('keep/b.log'))).toEqual({
      'keep/b.log': 'keep/b.log',
    });
  });

  test('is told of names in any bytes, and of what looks like words of git', async () => {
    const odd = { bytes: Buffer.from([0xff, ...Buffer.from('.log')]).toString('base64') };
    const told = await ignored(
      await snapshotOf(folder),
      file(odd),
      file(':(top)x.log'),
      file('a\nb.log'),
      file('-z.log'),
    );
    expect(Object.keys(told as object)).toEqual(['-z.log', ':(top)x.log', 'a\nb.log', '\u00ff.log']);
  });

  test('says nothing of a repository in a new folder', async () => {
    const told = await ignored(await snapshotOf(folder), directory('n'), directory('n/.git'), file('n/.git/x.log'));
    expect(told).toEqual({});
  });
});
