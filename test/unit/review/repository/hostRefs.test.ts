import { symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostRefs } from '../../../../daemon/review/repository/hostRefs.js';
import { script } from '../../../helpers/review/runs/gitRun.js';
import { scratch } from '../../../helpers/scratch.js';

test('the refs of a repository are told, which of them are other refs, and which are checked out', async () => {
  const at = scratch();
  script(
    at,
    'git init -q -b main; git commit -q --allow-empty -m x; git branch a; git symbolic-ref refs/heads/b refs/heads/a',
  );
  script(at, 'git worktree add -q ../tree$$ a; git pack-refs --all');
  const id = script(at, 'git rev-parse HEAD');
  const { refs, checkedOut, format, shallow } = await hostRefs(`${at}/.git`);
  expect(Object.fromEntries(refs)).toMatchObject({ 'refs/heads/main': id, 'refs/heads/a': id, 'refs/heads/b': null });
  expect([...checkedOut]).toEqual(expect.arrayContaining(['refs/heads/a', 'refs/heads/main']));
  expect([format, shallow]).toEqual(['sha1', null]);
  writeFileSync(`${at}/.git/shallow`, `${id}\n`);
  expect((await hostRefs(`${at}/.git`)).shallow).toBe(`${id}\n`);
});

test('a branch without a commit counts as checked out', async () => {
  const at = scratch();
  script(at, 'git init -q -b main --object-format=sha256');
  expect(await hostRefs(`${at}/.git`)).toMatchObject({ format: 'sha256', checkedOut: new Set(['refs/heads/main']) });
});

test('what is no directory, or no repository, is not looked at', async () => {
  const at = scratch();
  script(at, 'git init -q real');
  symlinkSync('real/.git', `${at}/.git`);
  await expect(hostRefs(`${at}/.git`)).rejects.toThrow('is no directory any more');
  await expect(hostRefs(at)).rejects.toThrow('not a git repository');
});
