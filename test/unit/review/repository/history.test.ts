import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HistoryLook } from '../../../../daemon/review/repository/history.js';
import { script } from '../../../helpers/review/runs/gitRun.js';
import { scratch } from '../../../helpers/scratch.js';

/** A repository whose history and folder hold that. */
function repository(history: string): string {
  const path = scratch();
  script(path, `git init -q -b main; echo x >plain; git add plain; git commit -qm first; ${history}`);
  return path;
}

async function found(path: string, ...hidden: string[]): Promise<unknown> {
  const look = new HistoryLook(path, hidden);
  await sleep(1000);
  return await look.found();
}

test('a hidden file that was committed is found, although it is ignored by now, and one in a hidden directory too', async () => {
  const path = repository(
    `echo secret >.env; mkdir -p a/.ssh; echo key >a/.ssh/id; echo k >'k[1] .pem'; git add -f .; git commit -qm secrets
     git rm -q --cached -r .; echo .env >.gitignore; git add .gitignore; git commit -qm gone`,
  );
  expect(await found(path, '.env', 'a/.ssh', 'k[1] .pem', 'never', 'k1 .pem')).toEqual(['.env', 'a/.ssh', 'k[1] .pem']);
});

test('one on another branch, or in the stash, is found', async () => {
  const path = repository(
    `git checkout -q -b side; echo secret >.env; git add .env; git commit -qm side; git checkout -q main
     echo secret >key; git add key; git stash -q`,
  );
  expect(await found(path, '.env', 'key')).toEqual(['.env', 'key']);
});

test('nothing is found where nothing was committed, without a repository, or in one that git cannot read', async () => {
  expect(await found(repository(''), '.env')).toEqual([]);
  const path = scratch();
  expect(await found(path, '.env')).toEqual([]);
  mkdirSync(`${path}/.git`);
  writeFileSync(`${path}/.git/HEAD`, 'nonsense');
  expect(await found(path, '.env')).toEqual([]);
});

test('nobody waits for git: what it has not found by then is not told', async () => {
  const path = repository('echo secret >.env; git add .env; git commit -qm secret');
  expect(await new HistoryLook(path, ['.env']).found()).toEqual([]);
});
