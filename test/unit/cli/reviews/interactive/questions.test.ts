import { describe, expect, test } from 'vitest';
import { emptiedBy, isPure, questionsOf, rawOf } from '../../../../../daemon/cli/reviews/interactive/questions.js';
import type { ChangeInfo } from '../../../../../daemon/protocol/reviews/change.js';
import { changed, changedDirectory } from '../reviewing.js';

const added = { what: 'added' } as const;
const deleted = { what: 'deleted' } as const;
const asked = (changes: ChangeInfo[], whole = true) =>
  questionsOf(changes, whole).lines.map(({ change }) => change.path);
const many = (directory: string, more: Partial<ChangeInfo>) =>
  Array.from({ length: 21 }, (_, index) => changed(`${directory}/${String(index)}`, more));

describe('of directories', () => {
  test('those are not asked about that come, go or move with what is in them', () => {
    const changes = [
      changedDirectory('new', added),
      changed('new/a', added),
      changedDirectory('old', deleted),
      changed('old/b', deleted),
      changedDirectory('to', { what: 'renamed', from: 'from' }),
      changed('to/c', { what: 'renamed', from: 'from/c' }),
    ];
    expect(asked(changes)).toEqual(['new/a', 'old/b', 'to/c']);
  });

  test('those are that are empty, have another mode, or are in the place of a file’s', () => {
    const file = { kind: 'file', mode: 0o644, size: 1 } as const;
    const changes = [
      changedDirectory('empty', added),
      changedDirectory('gone', deleted),
      changedDirectory('mode'),
      changed('mode/a'),
      changedDirectory('was', { before: file }),
    ];
    expect(asked(changes)).toEqual(['empty', 'gone', 'mode', 'mode/a', 'was']);
  });

  test('large ones are one question, unless each is asked about', () => {
    const changes = [changedDirectory('big', added), ...many('big', added)];
    expect(asked(changes)).toEqual(['big']);
    expect(asked(changes, false)).toHaveLength(21);
  });

  test('those go that are empty then, and no others', () => {
    const changes = [
      changedDirectory('a', deleted),
      changedDirectory('a/b', deleted),
      changed('a/b/x', deleted),
      changed('a/y', deleted),
      changedDirectory('m', deleted),
      changed('z', { what: 'renamed', from: 'm/z' }),
    ];
    const { emptied } = questionsOf(changes);
    const then = (...taken: string[]) => emptiedBy(new Set(taken), emptied, changes).map(({ path }) => rawOf(path));
    expect(emptied.map(({ path }) => path)).toEqual(['a', 'a/b', 'm']);
    expect(then()).toEqual([]);
    expect(then('a/b/x')).toEqual(['a/b']);
    expect(then('a/b/x', 'a/y')).toEqual(['a', 'a/b']);
    expect(then('z')).toEqual(['m']);
    expect(then('a', 'a/b', 'a/b/x', 'a/y')).toEqual([]);
  });
});

test('a directory is taken by its name when nothing else is below it, and nothing that needs a look', () => {
  const big = [changedDirectory('big', added), ...many('big', added)];
  const pure = (...more: ChangeInfo[]): boolean => {
    const [line] = questionsOf([...big, ...more]).lines;
    if (line?.kind !== 'tree') throw new Error('it is no tree');
    return isPure(line, [...big, ...more]);
  };
  expect(pure()).toBe(true);
  expect(pure(changed('bigger', added))).toBe(true);
  expect(pure(changed('big/changed'))).toBe(false);
  expect(pure(changed('big/Makefile', { ...added, attention: 'build' }))).toBe(false);
});
