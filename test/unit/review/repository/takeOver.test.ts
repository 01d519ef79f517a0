import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { MovedRefs } from '../../../../daemon/protocol/reviews/repository.js';
import { readIntent } from '../../../../daemon/review/repository/intent.js';
import { packOf } from '../../../../daemon/review/repository/look.js';
import { bringObjects, moveRefs, planMoves } from '../../../../daemon/review/repository/move.js';
import { endCutOffRefs, moveBack, planBack, prepareRefs } from '../../../../daemon/review/repository/takeOver.js';
import { expectFailure } from '../../../helpers/failures.js';
import { gitRun, refsOf, script, type GitRun } from '../../../helpers/review/runs/gitRun.js';

const work = 'echo two >>a.txt; git commit -qam second; git branch side; git tag -a -m note v1; git branch -qD old';
const before = 'git branch old';

async function applied({ place, repository }: GitRun, number = 1): Promise<MovedRefs> {
  if (repository === null) throw new Error('nothing was done in the repository');
  return await (await prepareRefs(place, number, repository)).finish();
}

async function undone({ place }: GitRun, number = 1): Promise<MovedRefs | null> {
  const plan = await planBack(place, number);
  return plan === null ? null : await moveBack(place, number, plan);
}

/** What must not change: files, index, settings, and which branch is checked out. */
const untouched = ({ workspace }: GitRun): unknown => [
  statSync(`${workspace}/.git/index`, { bigint: true }).mtimeNs,
  ...['.git/HEAD', '.git/config', '.git/index', 'a.txt'].map((path) => readFileSync(`${workspace}/${path}`, 'latin1')),
];

describe('taking over what a run did in the repository', () => {
  test('makes the refs those of the guest, with a history that git finds whole', async () => {
    const run = await gitRun(work, before);
    const was = untouched(run);
    const done = await applied(run);
    expect(refsOf(run.workspace)).toEqual(refsOf(run.guest));
    expect(done).toMatchObject({ conflicts: [], checkedOut: 'refs/heads/main', problem: null });
    expect(done.moved.map(({ name }) => name)).toHaveLength(4);
    for (const at of ['main', 'v1'])
      expect(script(run.workspace, `git log ${at}`)).toBe(script(run.guest, `git log ${at}`));
    script(run.workspace, 'git fsck --strict --full');
    expect(untouched(run)).toEqual(was);
    // With the files applied, too, a refreshed index is clean.
    expect(script(run.workspace, 'echo two >>a.txt; git reset -q; git status --short')).toBe('');
  });

  test('is taken back as long as the refs are as they were left', async () => {
    const run = await gitRun(work, before);
    const was = refsOf(run.workspace);
    await applied(run);
    expect(await undone(run)).toMatchObject({ conflicts: [], problem: null });
    expect(refsOf(run.workspace)).toEqual(was);
    expect(await undone(run)).toBeNull();
    script(run.workspace, 'git fsck --strict');
  });

  test('moves nothing where a ref was moved, made or removed meanwhile, and says which', async () => {
    for (const [meanwhile, name, host] of [
      ['git commit -q --allow-empty -m mine', 'refs/heads/main', 'changed'],
      ['git branch side', 'refs/heads/side', 'appeared'],
      ['git branch -D old', 'refs/heads/old', 'gone'],
    ] as const) {
      const run = await gitRun(work.replace('git branch -qD old', 'git branch -qf old main'), before);
      script(run.workspace, meanwhile);
      const was = refsOf(run.workspace);
      expect(await applied(run)).toMatchObject({ moved: [], conflicts: [{ name, host }] });
      expect(refsOf(run.workspace)).toEqual(was);
      expect(await readIntent(run.home, 1)).toBeNull();
    }
  });

  test('is not taken back where a ref was moved since', async () => {
    const run = await gitRun(work, before);
    await applied(run);
    script(run.workspace, 'git commit -q --allow-empty -m mine');
    const plan = await planBack(run.place, 1);
    expect(plan).toMatchObject({ moves: [], conflicts: [{ name: 'refs/heads/main', host: 'changed' }] });
  });

  test('never deletes a branch that is checked out, and moves the others', async () => {
    const run = await gitRun('git branch -m main trunk');
    const done = await applied(run);
    expect(done.conflicts).toEqual([{ name: 'refs/heads/main', host: 'checkedOut' }]);
    expect(Object.keys(refsOf(run.workspace)).sort()).toEqual(['refs/heads/main', 'refs/heads/trunk']);
    expect(readFileSync(`${run.workspace}/.git/HEAD`, 'utf8')).toBe('ref: refs/heads/main\n');
  });

  test('is nothing the second time', async () => {
    const run = await gitRun(work, before);
    await applied(run);
    expect(await applied(run, 2)).toMatchObject({ moved: [], conflicts: [] });
  });

  test('runs no hook and no program that the repository names, and does not follow a symbolic branch', async () => {
    const run = await gitRun(
      `${work}; git branch -f old main~0; git branch -f other main`,
      `${before}; git branch other`,
    );
    const evil = `${run.place.home.path}/evil`;
    const program = `${run.workspace}/.git/evil.sh`;
    writeFileSync(program, `#!/bin/sh\ntouch ${evil}\n`);
    chmodSync(program, 0o755);
    for (const hook of ['reference-transaction', 'post-update', 'update', 'pre-auto-gc'])
      script(run.workspace, `mkdir -p .git/hooks; cp .git/evil.sh .git/hooks/${hook}`);
    for (const key of ['core.fsmonitor', 'core.sshCommand', 'core.alternateRefsCommand', 'gpg.program', 'core.pager'])
      script(run.workspace, `git config ${key} ${program}`);
    script(run.workspace, 'git config log.showSignature true; git config core.hooksPath .git/hooks');
    const { problem } = await applied(run);
    expect([problem, existsSync(evil)]).toEqual([null, false]);
    const linked = await gitRun(
      `git branch -f other main~0; ${work}; git branch -f other main`,
      `${before}; git branch other`,
    );
    script(linked.workspace, 'git symbolic-ref refs/heads/other refs/heads/old');
    expect(await applied(linked)).toMatchObject({
      moved: [],
      conflicts: [{ name: 'refs/heads/other', host: 'changed' }],
    });
  });

  test('fails before anything is moved when what was checked is damaged since, or the repository is gone', async () => {
    const run = await gitRun(work, before);
    const was = refsOf(run.workspace);
    const pack = readFileSync(packOf(run.home.repository));
    pack[30] = (pack[30] ?? 0) ^ 0xff;
    writeFileSync(packOf(run.home.repository), pack);
    await expectFailure('apply_failed', async () => await applied(run));
    expect(refsOf(run.workspace)).toEqual(was);
    script(run.workspace, 'rm -rf .git');
    await expectFailure('apply_failed', async () => await applied(run));
    expect(existsSync(`${run.workspace}/.git`)).toBe(false);
  });

  test('says what git says where a name is in the way of another', async () => {
    const run = await gitRun('git branch side/way');
    script(run.workspace, 'git branch side');
    const done = await applied(run);
    expect(done).toMatchObject({ moved: [], problem: expect.stringMatching(/side/) as string });
    expect(await readIntent(run.home, 1)).toBeNull();
  });
});

describe('an application that was cut off', () => {
  const cutOff = async (known: number, done: (run: GitRun) => Promise<void>) => {
    const run = await gitRun(work, before);
    if (run.repository === null) throw new Error('nothing was done in the repository');
    const was = refsOf(run.workspace);
    await prepareRefs(run.place, 1, run.repository);
    await done(run);
    const logged: string[] = [];
    const count = await endCutOffRefs(run.place, { before: 0, known }, (line) => void logged.push(line));
    return { run, was, count, logged: logged.join('\n') };
  };
  const nothing = async (): Promise<void> => {
    await Promise.resolve();
  };
  const move = async ({ workspace, repository }: GitRun): Promise<void> => {
    const plan = await planMoves(`${workspace}/.git`, repository?.refs ?? []);
    await moveRefs(`${workspace}/.git`, plan, 'test');
  };

  test('before anything was changed has not happened', async () => {
    const { run, was, count, logged } = await cutOff(0, nothing);
    expect([count, refsOf(run.workspace), await readIntent(run.home, 1)]).toEqual([0, was, null]);
    expect(logged).toContain('nothing was applied');
  });

  test('when its files were there gets its refs moved', async () => {
    const { run, count, logged } = await cutOff(1, nothing);
    expect([count, refsOf(run.workspace)]).toEqual([1, refsOf(run.guest)]);
    expect(logged).toContain('moved now');
    expect(await undone(run)).toMatchObject({ conflicts: [] });
  });

  test('when its files were there and the user moved a ref since leaves the refs, and says so', async () => {
    const { run, count, logged } = await cutOff(1, async ({ workspace }) => {
      await Promise.resolve(script(workspace, 'git commit -q --allow-empty -m mine'));
    });
    expect([count, await readIntent(run.home, 1)]).toEqual([1, null]);
    expect(logged).toContain('left as they are');
  });

  test('after its refs were moved counts, and can be taken back', async () => {
    const { run, was, count, logged } = await cutOff(0, move);
    expect([count, logged]).toEqual([1, '']);
    await undone(run);
    expect(refsOf(run.workspace)).toEqual(was);
  });
});

describe('what is brought', () => {
  test('is checked again, and is not there without its pack', async () => {
    const run = await gitRun(work, before);
    await bringObjects(`${run.workspace}/.git`, packOf(run.home.repository));
    script(run.workspace, `git cat-file -e ${refsOf(run.guest)['refs/heads/main'] ?? ''}`);
    await expect(bringObjects(`${run.workspace}/.git`, '/nonexistent')).rejects.toThrow('unreadable');
  });
});
