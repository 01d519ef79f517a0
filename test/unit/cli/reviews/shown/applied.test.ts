import { describe, expect, test } from 'vitest';
import { appliedShown, isAllApplied, undoneShown } from '../../../../../daemon/cli/reviews/shown/applied.js';
import { changed, reportOf } from '../reviewing.js';

const place = { workspace: '/w', cwd: '/w/src' };
const lines = (text: string): string[] => text.split('\n');

describe('what came of an application', () => {
  test('is how much was applied and how to take it back', () => {
    expect(appliedShown(reportOf(), place, '')).toBe('Applied 3 changes to /w.\nTake them back: bellglass undo\n');
    expect(appliedShown(reportOf({ applied: 1 }), place, ' --run 01')).toBe(
      'Applied 1 change to /w.\nTake them back: bellglass undo --run 01\n',
    );
    expect(appliedShown(reportOf({ applied: 0 }), place, '')).toBe('Nothing was applied to /w.\n');
    expect(appliedShown(reportOf({ ignored: 2 }), place, '')).toMatch(
      /^Applied 3 changes to \/w, 2 of what git ignores\.\n/,
    );
  });

  test('tells what is held, why, and how to approve it by its name from here', () => {
    const held = {
      total: 2,
      changes: [
        changed('.vscode/tasks.json', { attention: 'editor' }),
        changed('package.json', { attention: 'packageScripts' }),
      ],
    };
    expect(lines(appliedShown(reportOf({ held }), place, ' --run 01')).slice(2)).toEqual([
      'Held back until you name it, since this computer may run it:',
      '  M! ../.vscode/tasks.json  (the editor runs or obeys it)',
      '  M! ../package.json  (package managers run scripts in it)',
      'Look at it, then name it: bellglass apply --run 01 ../.vscode/tasks.json',
      '',
    ]);
  });

  test('names what a shell would take apart in quotes', () => {
    const held = { total: 1, changes: [changed('src/a b\u001b/Makefile', { attention: 'build' })] };
    expect(appliedShown(reportOf({ held }), place, '')).toContain(String.raw`bellglass apply '"a b\033/Makefile"'`);
  });

  test('tells what is never applied, what the host changed, and what could not go', () => {
    const refused = { total: 1, changes: [changed('.git/HEAD', { refused: 'git' })] };
    const conflicts = {
      total: 3,
      conflicts: [
        { path: 'src/a', host: 'appeared' },
        { path: 'src/b', host: 'changed' },
        { path: 'c', host: 'gone' },
      ] as const,
    };
    const report = reportOf({ refused, conflicts: { ...conflicts, conflicts: [...conflicts.conflicts] }, stayed: 2 });
    expect(lines(appliedShown(report, place, '')).slice(2)).toEqual([
      'Never applied:',
      "  Mx ../.git/HEAD  (a repository's own files are never applied)",
      'Not applied, since the workspace was changed meanwhile:',
      '  a  (something new is there)',
      '  b  (it was changed here)',
      '  ../c  (it is not there any more)',
      'Put both sides together: bellglass apply --merge   Decide one by one: bellglass apply -i',
      '2 directories could not be removed: the program had not seen all that is there.',
      '',
    ]);
  });

  test('tells what was merged, what holds markers, and why the rest was not merged', () => {
    const conflicts = [
      { path: 'src/a', host: 'changed' as const, unmerged: 'clashes' as const },
      { path: 'src/b', host: 'gone' as const, unmerged: 'noTexts' as const },
    ];
    const merged = { total: 2, markers: ['src/m'] };
    const report = reportOf({ merged, conflicts: { total: 2, conflicts } });
    expect(lines(appliedShown(report, place, ' --run 01')).slice(2)).toEqual([
      'Of 2 files both sides were put together.',
      'These hold conflict markers now, which you have to resolve:',
      '  m',
      'Not applied, since the workspace was changed meanwhile:',
      '  a  (it was changed here, and both changed the same lines)',
      '  b  (it is not there any more, and there is no text of before to merge by)',
      'Mark what both changed: bellglass apply --conflict-markers --run 01',
      '',
    ]);
  });

  test('shows twenty of each and counts the rest', () => {
    const all = Array.from({ length: 30 }, (_, index) =>
      changed(`p${String(index)}/package.json`, { attention: 'packageScripts' }),
    );
    const conflicts = all.map(({ path }) => ({ path, host: 'changed' as const }));
    const report = reportOf({ held: { total: 1300, changes: all }, conflicts: { total: 30, conflicts } });
    const text = appliedShown(report, place, '');
    expect(text).toContain('  and 1,280 more; all are listed with: bellglass changes\n');
    expect(text).toContain('  and 10 more\n');
    expect(lines(text)).toHaveLength(2 + 22 + 1 + 22 + 1 + 1);
  });
});

test('everything was applied when nothing of it is left', () => {
  expect(isAllApplied(reportOf(), true)).toBe(true);
  expect(isAllApplied(reportOf({ applied: 0 }), true)).toBe(true);
  expect(isAllApplied(reportOf({ held: { total: 1, changes: [] } }), false)).toBe(false);
  expect(isAllApplied(reportOf({ stayed: 1 }), false)).toBe(false);
  const refused = reportOf({ refused: { total: 1, changes: [] } });
  expect([isAllApplied(refused, true), isAllApplied(refused, false)]).toEqual([false, true]);
});

test('what came of taking back is how much, and what stayed because it was changed since', () => {
  const conflicts = { total: 1, conflicts: [{ path: 'src/a', host: 'changed' as const }] };
  expect(undoneShown({ restored: 2, conflicts }, place)).toBe(
    'Took back 2 changes in /w.\nLeft as it is, since it was changed after it was applied:\n  a  (it was changed here)\n',
  );
  expect(undoneShown({ restored: 0, conflicts: { total: 0, conflicts: [] } }, place)).toBe(
    'Nothing was taken back in /w.\n',
  );
});
