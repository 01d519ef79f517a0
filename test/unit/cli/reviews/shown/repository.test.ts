import { describe, expect, test } from 'vitest';
import { areAllMoved, movedLines, repositoryLines } from '../../../../../daemon/cli/reviews/shown/repository.js';
import type { MovedRefs, RefChange, RepositoryChange } from '../../../../../daemon/protocol/reviews/repository.js';

const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
const ref = (name: string, more: Partial<RefChange> = {}): RefChange => ({
  ...{ name, before: one, after: two, commits: 0, dropped: 0, log: [] },
  ...more,
});
const change = (more: Partial<RepositoryChange>): RepositoryChange => ({
  ...{ refs: [], left: { count: 0, first: [] }, head: null, objects: 0, problem: null },
  ...more,
});
const moved = (more: Partial<MovedRefs>): MovedRefs => ({
  ...{ moved: [], conflicts: [], checkedOut: null, problem: null },
  ...more,
});

describe('what was done in a repository', () => {
  test('is each branch and tag with its new commits, and what stays', () => {
    const log = [{ id: two, subject: 'Add\u001b[2J it' }];
    const refs = [
      ref('refs/heads/main', { commits: 3, dropped: 1, log }),
      ref('refs/heads/new', { before: null }),
      ref('refs/tags/v1', { after: null }),
    ];
    const left = { count: 3, first: [{ name: 'refs/stash', why: 'elsewhere' as const }] };
    const head = { before: 'refs/heads/main', after: two };
    expect(repositoryLines(change({ refs, left, head }))).toEqual([
      'In the repository (.git):',
      '  branch main: moved, 11111111..22222222, 3 new commits, 1 commit left behind',
      '    22222222 Add [2J it',
      '    and 2 more',
      '  branch new: new, 22222222',
      '  tag v1: deleted (it was 11111111)',
      '  refs/stash stays in the sandbox: only branches and tags are taken over',
      '  and 2 more',
      '  The sandbox has 22222222 checked out; here it stays main.',
    ]);
  });

  test('is why nothing can be taken over', () => {
    const problem = { why: 'broken', detail: 'error: object 1: hasDot' } as const;
    expect(repositoryLines(change({ problem }))[1]).toBe(
      '  Nothing can be taken over: git refuses what is in it (error: object 1: hasDot).',
    );
  });

  test('is nothing where nothing was done, and no more than can be read', () => {
    expect([repositoryLines(null), repositoryLines(undefined)]).toEqual([[], []]);
    const refs = Array.from({ length: 30 }, (_, at) => ref(`refs/heads/b${String(at)}`));
    const lines = repositoryLines(change({ refs }));
    expect([lines.length, lines.at(-1)]).toEqual([22, '  and 10 more; --json has all']);
  });
});

describe('what became of branches and tags', () => {
  test('is where they are now, and what to do where one is checked out', () => {
    const refs = [
      { name: 'refs/heads/main', now: two },
      { name: 'refs/tags/v1', now: null },
    ];
    expect(movedLines(moved({ moved: refs, checkedOut: 'refs/heads/main' }))).toEqual([
      'The branch main is now 22222222.',
      'The tag v1 is deleted.',
      'main is checked out here, and the index is as it was: git status shows what the commits changed the other way',
      'round. When the files are applied, too, refresh the index: git reset',
    ]);
  });

  test('is what stood in the way', () => {
    const conflicts = [{ name: 'refs/heads/main', host: 'changed' as const }];
    expect(movedLines(moved({ conflicts }))).toEqual([
      'No branch and no tag was moved, since these are not what they were:',
      '  main  (it was moved here)',
    ]);
    const kept = [{ name: 'refs/heads/main', host: 'checkedOut' as const }];
    expect(movedLines(moved({ conflicts: kept }))).toEqual(['Left as it is:', '  main  (it is checked out here)']);
    expect(movedLines(moved({ problem: 'cannot lock' }))).toEqual([
      'No branch and no tag was moved, since git refused it: cannot lock',
    ]);
    expect([moved({}), moved({ conflicts }), moved({ problem: 'x' }), null, undefined].map(areAllMoved)).toEqual([
      ...[true, false, false, true, true],
    ]);
  });
});
