import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { foldRepository, hasRepository, isRepository } from '../../../../daemon/review/repository/fold.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { baseOf, directories } from '../../../helpers/review/base.js';

const change = (path: string, more: Partial<Change> = {}): Change => ({
  path: rawPath(path),
  ...{ what: 'deleted', from: null, before: null, after: null, contentChanged: false },
  ...more,
});
const folded = async (paths: readonly (string | Change)[], takenOver = true): Promise<string[]> => {
  const changes = paths.map((path) => (typeof path === 'string' ? change(path) : path));
  return foldRepository(changes, await baseOf(directories('.git')), takenOver).map(({ path }) => path);
};

describe('changes in a repository', () => {
  test('are one change at its path where git writes them by itself', async () => {
    const notes = [
      'HEAD',
      'ORIG_HEAD',
      'index',
      'index.lock',
      'packed-refs',
      'refs/heads/a/b',
      'logs/HEAD',
      'refs/stash',
    ];
    const more = ['objects/ab/cd', 'objects/pack/x.pack', 'objects/info/packs', 'COMMIT_EDITMSG', 'rebase-merge/done'];
    expect(await folded([...notes, ...more].map((name) => `.git/${name}`))).toEqual(['.git']);
    expect(await folded(['.g', '.git-x', '.git/HEAD', '.gitignore'])).toEqual(['.g', '.git', '.git-x', '.gitignore']);
  });

  test('stay changes of their own where git obeys them', async () => {
    const obeyed = [
      'config',
      'config.worktree',
      'hooks/pre-commit',
      'info/attributes',
      'info/grafts',
      'shallow',
      'commondir',
    ];
    const more = [
      'objects/info/alternates',
      'objects/info/http-alternates',
      'worktrees/x/HEAD',
      'modules/m/config',
      'new',
    ];
    const paths = [...obeyed, ...more].map((name) => `.git/${name}`).sort();
    expect(await folded(paths)).toEqual(paths);
  });

  test('stay what they are in other repositories, and where something was brought in or out', async () => {
    const paths = ['.GIT/HEAD', 'sub/.git/HEAD', 'sub/.git/refs/heads/main'];
    expect(await folded(paths)).toEqual(paths);
    const moved = change('.git/objects/ab/cd', { what: 'renamed', from: rawPath('mine.txt') });
    expect(await folded([moved])).toEqual(['.git/objects/ab/cd']);
    const within = change('.git/refs/heads/b', { what: 'renamed', from: rawPath('.git/refs/heads/a') });
    expect(await folded([within])).toEqual(['.git']);
  });

  test('make a change whose refs may be applied, or one that is never', async () => {
    const base = await baseOf(directories('.git'));
    const one = (takenOver: boolean) => foldRepository([change('.git/HEAD')], base, takenOver);
    expect([...one(true), ...one(false)].map(isRepository)).toEqual([true, false]);
  });
});

describe('a repository', () => {
  test('is a directory that was there and still is', async () => {
    const base = await baseOf(directories('.git'));
    const mode = { kind: 'directory', mode: 0o700 } as const;
    expect(hasRepository([change('.git/HEAD')], base)).toBe(true);
    expect(hasRepository([change('.git', { what: 'modified', before: mode, after: mode })], base)).toBe(true);
    expect(hasRepository([change('.git')], base)).toBe(false);
    expect(hasRepository([change('g', { what: 'renamed', from: rawPath('.git') })], base)).toBe(false);
    expect(hasRepository([], await baseOf([{ path: '.git' }]))).toBe(false);
    expect(hasRepository([change('.git', { what: 'added', after: mode })], await baseOf([]))).toBe(false);
  });
});
