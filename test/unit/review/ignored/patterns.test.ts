import { expect, test } from 'vitest';
import { patternsFor } from '../../../../daemon/review/ignored/patterns.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { snapshotOf } from '../../../helpers/review/snapshotted.js';

const asked = (...paths: string[]) => paths.map((path) => ({ path: rawPath(path), isDirectory: false }));

test('those are read that stand in the directories above what is asked, and of the whole repository', async () => {
  const { base, bytes } = await snapshotOf({
    ...{ '.gitignore': 'a', 'b/c/.gitignore': 'c', 'd/.gitignore': 'd', '.git/info/exclude': 'e' },
    'b/.gitignore/': '',
  });
  const patterns = await patternsFor(asked('b/c/x/y', 'z'), base, bytes);
  expect([...(patterns?.files ?? [])].map(([path, text]) => [path, text.toString()])).toEqual([
    ['', 'a'],
    ['b/c', 'c'],
  ]);
  expect(patterns?.exclude?.toString()).toBe('e');
});

test('there are none where none were, where all are empty or too long, and behind a link', async () => {
  const { base, bytes } = await snapshotOf({
    '.gitignore': '',
    'a/.gitignore': '->../x',
    x: '*',
    'l/.gitignore': 'l'.repeat(1024 * 1024 + 1),
  });
  expect(await patternsFor(asked('a/b', 'l/b'), base, bytes)).toBeNull();
  expect(await patternsFor([], base, bytes)).toBeNull();
});
