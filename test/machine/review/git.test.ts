import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { runRecord, type RunRecord } from '../../../daemon/protocol/run.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

async function host(text: string): Promise<string> {
  const identity = 'export GIT_AUTHOR_NAME=u GIT_AUTHOR_EMAIL=u@x GIT_COMMITTER_NAME=u GIT_COMMITTER_EMAIL=u@x;';
  const ended = await session.host('sh', ['-ec', `${identity} ${text}`]);
  expect(ended).toMatchObject({ status: 0 });
  return ended.stdout.trimEnd();
}

async function review(text: string): Promise<RunRecord> {
  const identity = 'export GIT_AUTHOR_NAME=g GIT_AUTHOR_EMAIL=g@x GIT_COMMITTER_NAME=g GIT_COMMITTER_EMAIL=g@x;';
  const words = ['--mode', 'review', '--json', '--', 'sh', '-ec', `${identity} ${text}`];
  const record = runRecord.parse(JSON.parse((await session.run(words, { limit: 240_000 })).stdout));
  expect(record).toMatchObject({ exitCode: 0 });
  return record;
}

const refs = async (): Promise<string> => await host(`git for-each-ref --format='%(refname) %(objectname)'`);

beforeEach(async () => {
  rmSync(session.workspace, { recursive: true });
  session.makeDirectory(session.workspace);
  session.write('a.txt', 'one\n');
  await host('git init -q -b main; git add .; git commit -qm first; git branch old');
  await host('git checkout -qb side; echo s >s.txt; git add .; git commit -qm side; git checkout -q main');
  await host('echo m >m.txt; git add .; git commit -qm main');
});

describe('commits that a program made', () => {
  // A commit, a rebase, a new branch and a tag, a branch that goes, all of it packed, and something that git obeys.
  const work = `
    echo two >>a.txt; git commit -qam second; git rebase -q side; git branch topic; git tag -a -m note v1; git branch -qD old
    git gc -q; git config core.fsmonitor /bin/false; git log --format='%H %s' main; echo --; git for-each-ref --format='%(refname) %(objectname)'`;

  test('come over when .git is named, and go back, with files or without', async () => {
    const [was, record] = [await refs(), await review(work)];
    const [log = '', guest = ''] = (record.stdout ?? '').trimEnd().split('\n--\n');
    expect(await refs()).toBe(was);
    expect(record.review?.repository?.refs).toHaveLength(4);
    expect(record.review?.notable).toEqual([{ path: '.git', attention: 'commits' }]);

    const listed = (await session.bellglass(['changes'])).stdout;
    expect(listed).toContain('M! .git/  (it brings commits, and moves branches or tags)');
    expect(listed).toMatch(/x \.git\/config /);
    expect(listed).toMatch(
      /branch main: moved, \w+\.\.\w+, 3 new commits, 1 commit left behind\n +\w+ second\n +\w+ main\n/,
    );
    expect(listed).toContain('branch topic: new');
    const shown = await session.bellglass(['show']);
    expect(shown.stdout).toContain('branch old: deleted');

    const all = await session.bellglass(['apply', '--all']);
    expect([all.status, await refs()]).toEqual([1, was]);
    expect(all.stdout).toContain('bellglass apply .git');

    const named = await session.bellglass(['apply', '.git']);
    expect(named.stdout).toContain('The branch main is now ');
    expect(named.stdout).toContain('git reset');
    // What is in it besides is never applied, which is told.
    expect(named.status).toBe(1);
    expect(readFileSync(`${session.workspace}/.git/config`, 'utf8')).not.toContain('fsmonitor');
    expect(await refs()).toBe(guest);
    expect(await host(`git log --format='%H %s' main`)).toBe(log);
    await host('git fsck --strict --full');
    expect(await host('git reset -q; git status --short')).toBe('');

    expect((await session.bellglass(['undo'])).stdout).toContain('The branch main is now ');
    expect(await refs()).toBe(was);
    expect((await session.bellglass(['undo'])).stdout).toMatch(/Took back \d+ changes/);
    expect(existsSync(`${session.workspace}/s.txt`)).toBe(false);
  });

  test('stay in the sandbox where the user moved a branch meanwhile', async () => {
    await review('git commit -q --allow-empty -m guest; git branch topic');
    await host('git commit -q --allow-empty -m mine');
    const was = await refs();
    const { status, stdout } = await session.bellglass(['apply', '.git']);
    expect([status, await refs()]).toEqual([1, was]);
    expect(stdout).toContain('main  (it was moved here)');
  });

  test('are there when the daemon and the machine were killed', async () => {
    const run = session.start([
      ...['run', '--mode', 'review', '--', 'sh', '-ec'],
      'git -c user.name=g -c user.email=g@x commit -q --allow-empty -m late; sync; echo go; sleep 60',
    ]);
    await run.seen(/go/);
    await killDaemon(session);
    await run.ended;
    expect(await session.bellglass(['apply', '.git'])).toMatchObject({ status: 0 });
    await killDaemon(session);
    expect(await host('git log -1 --format=%s')).toBe('late');
    expect(await session.bellglass(['undo'])).toMatchObject({ status: 0 });
    expect(
      execFileSync('git', ['-c', 'safe.directory=*', '-C', session.workspace, 'log', '-1', '--format=%s'], {
        encoding: 'utf8',
      }),
    ).toBe('main\n');
  });
});
