import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reviewEnvironment } from '../../../daemon/review/environment.js';
import { scratch } from '../../helpers/scratch.js';

const git = (cwd: string, ...words: string[]) =>
  execFileSync('git', words, {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cwd, ...reviewEnvironment },
  });

test('git takes the settings, over those of the user and of the repository', () => {
  const at = scratch();
  git(at, 'init', '-q');
  writeFileSync(`${at}/.gitconfig`, '[core]\n\tcheckStat = default\n\ttrustctime = true\n');
  git(at, 'config', 'core.checkStat', 'default');
  expect(git(at, 'config', 'core.checkStat')).toBe('minimal\n');
  expect(git(at, 'config', '--type=bool', 'core.trustctime')).toBe('false\n');
  expect(git(at, 'config', 'safe.directory')).toBe('*\n');
});

test('there are as many as are counted', () => {
  const { GIT_CONFIG_COUNT: count, ...rest } = reviewEnvironment;
  expect(Object.keys(rest)).toHaveLength(2 * Number(count));
});
