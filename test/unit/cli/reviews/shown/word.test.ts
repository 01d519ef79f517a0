import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { word } from '../../../../../daemon/cli/reviews/shown/word.js';

describe('a path as it is typed', () => {
  test.each([
    ['src/a-b_c.ts', 'src/a-b_c.ts'],
    ['../.vscode/tasks.json', '../.vscode/tasks.json'],
    ['with space', "'with space'"],
    ["it's", String.raw`'it'\''s'`],
    ['-rf', './-rf'],
    ['~', "'~'"],
    ['', "''"],
    ['语', "'语'"],
  ])('%j is %s', (path, typed) => {
    expect(word(path)).toBe(typed);
  });

  test.each(['a b', "it's", '$(touch x)', '`x`', String.raw`"a\nb"`, '*', '!x', ';', '#x', 'a\tb'])(
    'reaches a program as what it is: %j',
    (path) => {
      expect(execFileSync('sh', ['-c', `printf %s ${word(path)}`], { encoding: 'utf8' })).toBe(path);
    },
  );
});
