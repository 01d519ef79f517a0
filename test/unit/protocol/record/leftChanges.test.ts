import { describe, expect, test } from 'vitest';
import { leftChanges } from '../../../../daemon/protocol/record/leftChanges.js';
import type { RunReview } from '../../../../daemon/protocol/reviews/change.js';
import { commandLineWays } from '../../../../daemon/protocol/sentences/ways.js';
import { editorWays } from '../../../../src/ways.js';

const review: RunReview = {
  state: 'pending',
  counts: { added: 1, modified: 3, deleted: 1, renamed: 0, attention: 0, refused: 0 },
  hidden: { count: 0, paths: [] },
  unreadable: { count: 0, paths: [] },
};
const record = { id: '0123456789abcdef', status: 0, error: null, review };
const here = 'See them: bellglass diff   Take them: bellglass apply   Forget them: bellglass discard';

describe('at the end of a run', () => {
  test('its changes are counted, and what to do with them is said', () => {
    expect(leftChanges(record, false)).toEqual(['5 changes: 3 modified, 1 added, 1 deleted.', here]);
  });

  test('what needs a look is counted, with the first one and why', () => {
    const counts = { ...review.counts!, attention: 2, refused: 1 };
    const notable = [{ path: '.vscode/tasks.json', attention: 'editor' } as const];
    expect(leftChanges({ ...record, review: { ...review, counts, notable } }, false)[0]).toBe(
      '5 changes: 3 modified, 1 added, 1 deleted; 2 need a look (.vscode/tasks.json: the editor runs or obeys it, and 1 more); 1 is never applied.',
    );
    const one = { ...review, counts: { ...counts, attention: 1, refused: 0 }, notable };
    expect(leftChanges({ ...record, review: one }, false)[0]).toMatch(
      /1 needs a look \(\.vscode\/tasks\.json: the editor runs or obeys it\)\.$/,
    );
    expect(leftChanges({ ...record, review: { ...review, counts } }, false)[0]).toMatch(/2 need a look; 1 is never/);
  });

  test('what git ignores is counted apart, with where it is', () => {
    const counts = { ...review.counts!, ignored: 15_823, attention: 1 };
    const ignoredIn = { count: 1, paths: ['node_modules'] };
    expect(leftChanges({ ...record, review: { ...review, counts, ignoredIn } }, false)[0]).toBe(
      '5 changes: 3 modified, 1 added, 1 deleted; and 15,823 that git ignores (node_modules); 1 needs a look.',
    );
  });

  test('a disk of changes that is full is told, with which limit it was and how it is raised', () => {
    const told = (of: 'bytes' | 'files') =>
      leftChanges({ ...record, review: { ...review, full: { of, sizeMiB: 16_384 } } }, false)[2];
    expect(told('bytes')).toBe(
      'The disk of the changes of this run (16,384 MiB) is full, so what the program wrote may not be whole. Give runs a larger one with "changesMiB" in Bellglass\'s config.json.',
    );
    expect(told('files')).toContain('(16,384 MiB) can hold no more files, so');
  });

  test('a name that the program chose commands no terminal', () => {
    const notable = [{ path: 'a\u001b[2J/Makefile', attention: 'build' } as const];
    const counts = { ...review.counts!, attention: 1 };
    expect(leftChanges({ ...record, review: { ...review, counts, notable } }, false).join('\n')).not.toContain(
      '\u001b',
    );
  });

  test('where another run is the latest, this one is named by what its id begins with', () => {
    expect(leftChanges(record, true)[1]).toBe(
      'See them: bellglass diff --run 0123456789ab   Take them: bellglass apply --run 0123456789ab   Forget them: bellglass discard --run 0123456789ab',
    );
  });

  test('nothing is said of a run whose changes were not kept apart, or that changed nothing', () => {
    expect(leftChanges({ ...record, review: null }, false)).toEqual([]);
    for (const state of ['none', 'applied', 'discarded'] as const)
      expect(leftChanges({ ...record, review: { ...review, state } }, false)).toEqual([]);
  });

  test('changes that were not read yet are not passed over', () => {
    const unread = { ...review, state: 'unread', counts: null } as const;
    expect(leftChanges({ ...record, status: 125, review: unread }, false)).toEqual([
      'What the program changed is kept, and was not read yet.',
      here,
    ]);
  });

  test('what the program could not see is named, with the changes', () => {
    const hidden = { count: 2, paths: ['.env', 'id_rsa'] };
    const unreadable = { count: 1, paths: ['root-only'] };
    expect(leftChanges({ ...record, review: { ...review, hidden, unreadable } }, false).slice(2)).toEqual([
      'Hidden from the program: .env, id_rsa.',
      'Not shown to the program, since you may not read it: root-only.',
    ]);
  });

  test('what is hidden and was committed is named', () => {
    const hidden = { count: 2, paths: ['.env', 'id_rsa'] };
    expect(leftChanges({ ...record, review: { ...review, hidden, inHistory: ['.env'] } }, false).slice(3)).toEqual([
      "Git's history holds .env, where the program could read it: what was a secret there is none any more.",
    ]);
  });

  test('and without changes only when the program failed, perhaps for want of it', () => {
    const none: RunReview = { ...review, state: 'none', hidden: { count: 1, paths: ['.env'] } };
    expect(leftChanges({ ...record, review: none }, false)).toEqual([]);
    expect(leftChanges({ ...record, status: 1, review: none }, false)).toEqual(['Hidden from the program: .env.']);
    // Nothing was run that could have missed it.
    const error = { code: 'shutting_down', data: {} } as const;
    expect(leftChanges({ ...record, status: 125, review: none, error }, false)).toEqual([]);
  });

  test('the front end says how', () => {
    const ways = { ...commandLineWays, reviewChanges: (run: string | null) => `Press x for ${String(run)}.` };
    expect(leftChanges(record, true, ways)[1]).toBe('Press x for 0123456789ab.');
    expect(leftChanges(record, false, editorWays)[1]).not.toMatch(/--|\bbellglass [a-z]/);
  });

  test('what the host did meanwhile is said, also where nothing changed', () => {
    const none = { count: 0, paths: [] };
    const quiet = { refreshed: 3, missed: none, stale: none, unwatched: 0, folder: 'there' } as const;
    const of = (meanwhile: NonNullable<RunReview['meanwhile']>) =>
      leftChanges({ ...record, review: { ...review, state: 'none', meanwhile } }, false);
    expect(of(quiet)).toEqual([]);
    const paths = { count: 1, paths: ['a'] };
    expect(
      of({ ...quiet, missed: paths, stale: { count: 1, paths: ['node_modules'] }, unwatched: 2, folder: 'moved' }),
    ).toEqual([
      'The workspace itself was moved meanwhile.',
      'Edited on the host meanwhile, and not shown to the program: a.',
      'Changed on the host meanwhile, so the program may have read something else: node_modules. The next run sees what is there now.',
      "2 directories could not be watched for edits on the host: the system's limit of inotify watches is reached.",
    ]);
  });
});
