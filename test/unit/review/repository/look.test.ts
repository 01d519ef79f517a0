import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attentionOf, refusalOf } from '../../../../daemon/review/changes/attention.js';
import { packOf } from '../../../../daemon/review/repository/look.js';
import { gitRun, pathsOf, refsOf, script } from '../../../helpers/review/runs/gitRun.js';

const byName = (run: Awaited<ReturnType<typeof gitRun>>) =>
  Object.fromEntries((run.repository?.refs ?? []).map((ref) => [ref.name, ref]));

describe('what a run did in the repository', () => {
  test('is one change with the refs that were created, moved and deleted, and their commits', async () => {
    const run = await gitRun(
      `echo two >>a.txt; git commit -qam second; git commit -q --allow-empty -m third
       git branch side; git tag v1; git tag -a -m note v2; git branch -qD old`,
      'git branch old',
    );
    const [was, is] = [refsOf(run.workspace), refsOf(run.guest)];
    expect(pathsOf(run.changes)).toEqual(['.git', 'a.txt']);
    const [change] = run.changes;
    expect(change && [attentionOf(change), refusalOf(change, run.base)]).toEqual(['commits', null]);
    expect(byName(run)).toMatchObject({
      'refs/heads/main': {
        before: was['refs/heads/main'],
        after: is['refs/heads/main'],
        commits: 2,
        dropped: 0,
        log: [{ subject: 'third' }, { subject: 'second' }],
      },
      'refs/heads/old': { after: null },
      'refs/heads/side': { before: null, commits: 2 },
      'refs/tags/v1': { before: null, after: is['refs/tags/v1'] },
      'refs/tags/v2': { before: null, after: is['refs/tags/v2'] },
    });
    expect(run.repository).toMatchObject({ problem: null, head: null, left: { count: 0 } });
    expect(existsSync(packOf(run.home.repository))).toBe(true);
  });

  test('is found in packed refs and packs, too, and packing alone is nothing', async () => {
    const packed = await gitRun('git commit -q --allow-empty -m new; git branch b; git gc -q', 'git tag t; git gc -q');
    expect(Object.keys(byName(packed)).sort()).toEqual(['refs/heads/b', 'refs/heads/main']);
    expect(packed.repository).toMatchObject({ problem: null, objects: 1 });
    const only = await gitRun('git gc -q', 'git branch b');
    expect(only.repository).toBeNull();
    expect(pathsOf(only.changes)).toEqual(['.git']);
    expect(only.changes.map((change) => refusalOf(change, only.base))).toEqual(['git']);
  });

  test('tells commits that a rebase left behind, and which branch is checked out', async () => {
    const run = await gitRun(
      'git rebase -q side; git checkout -qb other',
      'git checkout -qb side; git commit -q --allow-empty -m s; git checkout -q main; echo m >m; git add m; git commit -qm m',
    );
    expect(byName(run)['refs/heads/main']).toMatchObject({ commits: 2, dropped: 1 });
    expect(run.repository?.head).toEqual({ before: 'refs/heads/main', after: 'refs/heads/other' });
  });

  test('leaves what git obeys as changes of their own that are never applied', async () => {
    const run = await gitRun(
      `git commit -q --allow-empty -m x; git config core.fsmonitor /bin/evil; echo evil >.git/hooks/pre-commit
       echo '* filter=evil' >.git/info/attributes; echo /etc >.git/objects/info/alternates; mkdir -p .git/modules/m; echo x >.git/modules/m/config`,
      'mkdir -p .git/hooks .git/info',
    );
    const rest = run.changes.slice(1);
    expect(pathsOf(rest)).toEqual([
      '.git/config',
      '.git/hooks/pre-commit',
      '.git/info/attributes',
      '.git/modules',
      '.git/modules/m',
      '.git/modules/m/config',
      '.git/objects/info/alternates',
    ]);
    expect(new Set(rest.map((change) => refusalOf(change, run.base)))).toEqual(new Set(['git']));
    expect(run.repository?.problem).toBeNull();
  });

  test('is nothing where the repository was not there before, is none any more, or is in a folder below', async () => {
    const nested = await gitRun('mkdir n; cd n; git init -q; git commit -q --allow-empty -m x');
    expect(nested.repository).toBeNull();
    const replaced = await gitRun('mv .git g; echo "gitdir: g" >.git');
    expect(replaced.repository).toBeNull();
    expect(replaced.changes.filter(({ path }) => path === '.git').map((one) => refusalOf(one, replaced.base))).toEqual([
      'git',
    ]);
  });

  test('works in a shallow repository, and in one of SHA-256', async () => {
    const shallow = await gitRun(
      'git commit -q --allow-empty -m new',
      `git commit -q --allow-empty -m second; git commit -q --allow-empty -m third; git clone -q --depth 1 "file://$PWD" ../shallow
       rm -rf .git; mv ../shallow/.git .git`,
    );
    expect(shallow.repository).toMatchObject({ problem: null, objects: 1, refs: [{ commits: 1 }] });
    const long = await gitRun(
      'git commit -q --allow-empty -m new',
      'rm -rf .git; git init -q -b main --object-format=sha256; git add .; git commit -qm first',
    );
    expect(long.repository).toMatchObject({ problem: null, objects: 1, refs: [{ commits: 1 }] });
  });
});

describe('a guest that lies', () => {
  const refused = async (guest: string, why: string, detail: RegExp, before = ''): Promise<void> => {
    const { repository, changes, home, base } = await gitRun(guest, before);
    expect(repository?.problem).toMatchObject({ why, detail: expect.stringMatching(detail) as string });
    expect(repository?.refs).toEqual([]);
    const own = changes.find(({ path }) => path === '.git');
    expect(own && refusalOf(own, base)).toBe('git');
    expect(existsSync(home.repository)).toBe(false);
  };

  test.each([
    ['.git', /hasDotgit/],
    ['..', /hasDotdot/],
    ['a/b', /fullPathname/],
  ])('brings no tree with an entry %s', async (name, said) => {
    await refused(
      `b=$(git hash-object -w a.txt); printf "100644 ${name}\\0" >../t; printf %s $b | xxd -r -p >>../t
       t=$(git hash-object -t tree -w --literally ../t); c=$(git commit-tree -m x $t); echo $c >.git/refs/heads/main`,
      'broken',
      said,
    );
  });

  test('brings nothing of which a part is missing', async () => {
    const bytes = Array.from({ length: 20 }, (_, at) => `\\${(at + 1).toString(8).padStart(3, '0')}`).join('');
    await refused(
      `t=$(printf '100644 a\\0${bytes}' | git hash-object -t tree -w --literally --stdin)
       c=$(git commit-tree -m x $t); echo $c >.git/refs/heads/main`,
      'broken',
      /unable to read 0102/,
    );
    await refused(`echo 0123456789012345678901234567890123456789 >.git/refs/heads/x`, 'broken', /bad object 0123/);
  });

  test('brings no pack that is damaged or says that it has billions of objects, and no object under another name', async () => {
    const pack = (damage: string): string =>
      `git commit -q --allow-empty -m x; git repack -qad; p=$(ls .git/objects/pack/*.pack); chmod u+w $p; ${damage}`;
    await refused(pack('printf X | dd of=$p bs=1 seek=40 conv=notrunc status=none'), 'broken', /bad object|inflate/);
    const billions = String.raw`printf '\377\377\377\376' | dd of=$p bs=1 seek=8 conv=notrunc status=none`;
    await refused(pack(billions), 'broken', /memory|allocate/i);
    await refused(
      `echo evil >a.txt; git commit -qam x; b=$(git rev-parse HEAD:a.txt); o=$(git hash-object -w --stdin </etc/hostname)
       f() { printf .git/objects/%s/%s $(printf %s $1 | cut -c1-2) $(printf %s $1 | cut -c3-); }; chmod u+w $(f $b); cp $(f $o) $(f $b)`,
      'broken',
      /did not receive expected object/,
    );
  });

  test('brings no branch that is no commit', async () => {
    await refused('git rev-parse HEAD^{tree} >.git/refs/heads/x', 'broken', /refs\/heads\/x is no commit/);
  });

  test('cannot change what an object of the user is', async () => {
    const run = await gitRun(
      `o=$(printf evil | git hash-object -w --stdin); git commit -q --allow-empty -m new; git replace $(git rev-parse HEAD:a.txt) $o`,
    );
    expect(run.repository).toMatchObject({ problem: null, refs: [{ name: 'refs/heads/main' }] });
    expect(run.repository?.left.first).toMatchObject([{ why: 'elsewhere' }]);
  });

  test('names refs that are none, which stay in the sandbox each with its reason', async () => {
    const run = await gitRun(
      `h=$(git rev-parse HEAD); cd .git/refs/heads; for n in -f HEAD a.lock 'a b' "$(printf 'e\\033[2J')" '@{x'; do echo $h >"./$n"; done
       echo $h >$(printf '%0239d' 0); ln -s /etc/passwd link; echo "ref: refs/heads/main" >symbolic; echo /etc/passwd >value
       echo $h >../stash; mkdir -p ../remotes/o; echo $h >../remotes/o/m; mkfifo pipe 2>/dev/null; rm -f pipe
       cd ../..; printf '%s refs/heads/../../x\\n%s refs/heads/good\\n' $h $h >packed-refs`,
    );
    const why = Object.fromEntries(
      (run.repository?.left.first ?? []).map((left) => [typeof left.name === 'string' ? left.name : '', left.why]),
    );
    expect(why).toMatchObject({
      'refs/heads/-f': 'name',
      'refs/heads/HEAD': 'name',
      'refs/heads/a.lock': 'name',
      'refs/heads/a b': 'name',
      'refs/heads/@{x': 'name',
      'refs/heads/../../x': 'name',
      'refs/heads/e\u001b[2J': 'name',
      'refs/heads/link': 'symbolic',
      'refs/heads/symbolic': 'symbolic',
      'refs/heads/value': 'value',
      'refs/stash': 'elsewhere',
      'refs/remotes/o/m': 'elsewhere',
    });
    expect(Object.keys(byName(run))).toEqual(['refs/heads/good']);
  });

  test('has more refs or objects than are looked at', async () => {
    await refused(
      'git branch x; for i in $(seq 65); do : >.git/objects/pack/pack-$i.pack; done',
      'tooLarge',
      /64 packs/,
    );
    await refused('for i in $(seq 101); do git branch b$i; done', 'tooMany', /101/);
    await refused(
      `echo x >.git/refs/heads/x; git branch y; truncate -s 1100000000 .git/objects/pack/pack-0.pack`,
      'tooLarge',
      /bytes/,
    );
  });

  test('is looked at no longer than git may take over all of it', async () => {
    const run = await gitRun('git commit -q --allow-empty -m x', '', 1);
    expect(run.repository).toMatchObject({
      refs: [],
      problem: { why: 'tooLarge', detail: 'git has not come to an end in 0.001 s' },
    });
    expect(existsSync(run.home.repository)).toBe(false);
  });

  test('with a history that was cut by grafts or as shallow brings nothing that is not whole', async () => {
    await refused(
      `c=$(printf 'tree %s\\nparent 0123456789012345678901234567890123456789\\nauthor a <a@b> 1 +0000\\ncommitter a <a@b> 1 +0000\\n\\nx\\n' $(git rev-parse HEAD^{tree}) | git hash-object -t commit -w --stdin --literally)
       echo $c >.git/shallow; echo $c >.git/refs/heads/main`,
      'broken',
      /Could not read 0123/,
    );
  });

  test('tells subjects and never a terminal what to do', async () => {
    const run = await gitRun(`git commit -q --allow-empty -m "$(printf 'evil\\033[2Jtext')"`);
    expect(byName(run)['refs/heads/main']?.log).toMatchObject([{ subject: 'evil [2Jtext' }]);
    expect(script(run.workspace, 'git log --format=%s')).toBe('first');
  });
});
