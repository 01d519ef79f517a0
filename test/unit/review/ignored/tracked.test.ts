import { expect, test } from 'vitest';
import { trackedOf } from '../../../../daemon/review/ignored/tracked.js';
import { script } from '../../../helpers/review/runs/gitRun.js';
import { scratch } from '../../../helpers/scratch.js';

test('what is tracked although patterns match it is told, and nothing else', async () => {
  const path = scratch();
  script(
    path,
    "git init -q; echo '*.log' >.gitignore; mkdir d; touch a.log d/b.log c.log d/e; git add -f a.log d .gitignore",
  );
  expect([...(await trackedOf(path))]).toEqual(['a.log', 'd/b.log']);
});

test('nothing is where there is no repository, or none that git reads', async () => {
  const path = scratch();
  expect(await trackedOf(path)).toEqual(new Set());
  script(path, 'mkdir .git; echo nothing >.git/HEAD');
  expect(await trackedOf(path)).toEqual(new Set());
});
