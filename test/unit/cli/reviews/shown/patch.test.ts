import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { patchShown } from '../../../../../daemon/cli/reviews/shown/patch.js';
import { scratch } from '../../../../helpers/scratch.js';

/** What git makes of a file that was changed. */
function gitDiff(before: string, after: string, ...options: string[]): string {
  const at = scratch();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', at, ...args], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  git('init', '-q');
  writeFileSync(`${at}/a.sql`, before);
  git('add', '.');
  writeFileSync(`${at}/a.sql`, after);
  return git('-c', 'diff.colorMoved=no', 'diff', ...options);
}

const before = '-- a comment\nselect 1;\n\nlast\n';
const after = '++ odd\nselect 1;\n\nlast and more';

describe('a patch on a terminal', () => {
  test('has git’s own colours, line by line', () => {
    const plain = patchShown(gitDiff(before, after), true);
    // Git ends colours also where none began, and begins that of an added line again after its mark.
    const coloured = gitDiff(before, after, '--color=always', '--ws-error-highlight=none')
      .replaceAll('\u001b[m\u001b[32m', '')
      .split('\n')
      .map((line) => (line.startsWith('\u001b') ? line : line.replaceAll('\u001b[m', '')));
    expect(plain.split('\n')).toEqual(coloured);
  });

  test('takes removed and added content for what it is, however much it looks like a head', () => {
    const shown = patchShown(gitDiff(before, after), true);
    expect(shown).toContain('\u001b[31m--- a comment\u001b[m\n');
    expect(shown).toContain('\u001b[32m+++ odd\u001b[m\n');
    expect(shown).toContain('\u001b[1m--- a/a.sql\u001b[m\n');
    expect(shown).toContain('\n\\ No newline at end of file');
  });

  test('has none where none are wanted', () => {
    const patch = gitDiff(before, after);
    expect(patchShown(patch, false)).toBe(patch);
  });

  test('commands no terminal and turns no text around, whatever it holds; tabs stay', () => {
    const patch = gitDiff('a\n', 'a\n\tif\u001b]0;x\u0007 \u202edenimda\r\n');
    expect(patchShown(patch, false)).toContain('\n+\tif\ufffd]0;x\ufffd \ufffddenimda\ufffd\n');
    expect(patchShown(patch, true)).toContain('\u001b[32m+\tif\ufffd]0;x\ufffd');
  });

  test('of files that were added, moved, made executable or are binary has bold heads', () => {
    const heads = [
      'diff --git a/x b/y',
      'old mode 100644',
      'new mode 100755',
      'new file mode 100644',
      'deleted file mode 100644',
      'similarity index 100%',
      'rename from x',
      'rename to y',
      'index 1..2',
      'Binary files a/x and b/x differ',
    ];
    for (const head of heads) expect(patchShown(head, true)).toBe(`\u001b[1m${head}\u001b[m`);
    expect(patchShown('any other text', true)).toBe('any other text');
  });

  test('counts the lines of every hunk, so that the next head is one again', () => {
    const [many, changedMany] = ['x', 'y'].map((line) => `${line}\n${'-\n'.repeat(20)}${line}\n`);
    const shown = patchShown(gitDiff(many ?? '', changedMany ?? ''), true);
    expect(shown.split('\u001b[36m@@ ')).toHaveLength(3);
  });
});
