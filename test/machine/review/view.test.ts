import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { runRecord, type RunRecord } from '../../../daemon/protocol/run.js';
import { inProject } from '../../helpers/project.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const review = ['--mode', 'review'] as const;

/** Everything of the workspace that a user could see, a line an entry. */
function tree(): string {
  const list = `find . -printf '%p %y %m %s %T@ %n %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0r sha256sum`;
  return execFileSync('sh', ['-c', list], { cwd: session.workspace, encoding: 'utf8' });
}

async function recordOf(script: string, options: readonly string[] = []): Promise<RunRecord> {
  const ended = await session.run([...review, '--json', ...options, '--', 'sh', '-c', script], { limit: 240_000 });
  return runRecord.parse(JSON.parse(ended.stdout));
}

describe('a workspace in review', () => {
  beforeAll(() => {
    session.write('a.txt', 'one\n');
    session.write('script.sh', '#!/bin/sh\necho old\n', 0o755);
    session.write('deep/er/b.txt', 'two\n');
    session.write('.gitignore', 'bulk/\n');
    session.write('bulk/large.bin', Buffer.alloc(3_000_000, 7));
    session.write('bulk/small.js', 'module.exports = 1;\n');
  });

  test('is written as if it were the folder, which stays as it is', async () => {
    const before = tree();
    const record = await recordOf(`
      echo more >>a.txt; sed -i s/old/new/ script.sh; ./script.sh
      mv deep/er moved; ln -s a.txt link; ln a.txt hard; chmod 600 .gitignore
      printf x | dd of=bulk/large.bin conv=notrunc seek=5 bs=1 status=none; rm bulk/small.js; mkdir -p new/dir; : >new/dir/empty
      cat a.txt moved/b.txt; stat -c '%h %a' hard .gitignore; sha256sum <bulk/large.bin`);
    const large = Buffer.alloc(3_000_000, 7);
    large.write('x', 5);
    const sum = execFileSync('sha256sum', { input: large, encoding: 'utf8' });
    expect(record).toMatchObject({ outcome: 'exited', exitCode: 0, stderr: '' });
    expect(record.stdout).toBe(`new\none\nmore\ntwo\n2 644\n1 600\n${sum}`);
    expect(record.review).toMatchObject({
      state: 'pending',
      counts: { renamed: 2, deleted: 0, ignored: 2, refused: 0 },
    });
    expect(tree()).toBe(before);
  });

  test('that nothing changes in leaves nothing to look at, whatever was written again', async () => {
    const record = await recordOf(
      'cp a.txt b; cat b >a.txt; rm b; touch deep; chmod 700 deep; chmod 755 deep; cat bulk/* >/dev/null',
    );
    expect(record).toMatchObject({ exitCode: 0, review: { state: 'none' } });
    const left = await session.host('ls', [`${session.state}/bellglass/reviews`]);
    expect(left.stdout).not.toContain(record.id);
  });

  test('keeps what a program changed that was ended because its time was up', async () => {
    const record = await recordOf('echo late >late.txt; sync; sleep 60', ['--timeout', '3s']);
    expect(record).toMatchObject({ outcome: 'timedOut', review: { state: 'pending', counts: { added: 1 } } });
  });

  test('holds what is hard for file systems as the host would', async () => {
    session.write('torture.py', readFileSync(inProject('test/machine/workspace/programs/torture.py'), 'utf8'));
    const record = await recordOf('mkdir torture; python3 torture.py run torture');
    expect(record).toMatchObject({ exitCode: 0, stderr: '' });
    session.makeDirectory(`${session.workspace}/torture`);
    const host = await session.host('python3', ['torture.py', 'run', 'torture']);
    // A view has inodes of its own, and each run its own times.
    const lasting = (text = ''): string[] => text.split('\n').map((line) => line.replace(/ \d+ \d+ (?=\S* \{)/, ' '));
    expect(lasting(record.stdout)).toEqual(lasting(host.stdout));
  });
});

describe('git in a workspace in review', () => {
  const git = async (...args: string[]): Promise<string> => {
    const own = ['-c', 'user.name=u', '-c', 'user.email=u@example.org'];
    const ended = await session.host('git', [...own, ...args]);
    expect(ended).toMatchObject({ status: 0 });
    return ended.stdout;
  };

  beforeAll(async () => {
    await git('init', '-q', '-b', 'main');
    await git('add', '.');
    await git('commit', '-qm', 'first');
    await git('checkout', '-qb', 'side', 'main');
    session.write('side.txt', 'side\n');
    await git('add', '.');
    await git('commit', '-qm', 'side');
    await git('checkout', '-q', 'main');
    session.write('main.txt', 'main\n');
    await git('add', '.');
    await git('commit', '-qm', 'main');
    // An index as young as its files is not believed.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await git('update-index', '-q', '--refresh');
  });

  test('finds nothing changed, and does everything it does', async () => {
    const before = tree();
    const record = await recordOf(`
      export GIT_AUTHOR_NAME=g GIT_AUTHOR_EMAIL=g@example.org GIT_COMMITTER_NAME=g GIT_COMMITTER_EMAIL=g@example.org
      git status --short; echo more >>a.txt; git commit -qam more; git rebase -q side && git log --format=%s
      git checkout -q side && ls side.txt && git stash list && git checkout -q main && git fsck`);
    expect(record).toMatchObject({ exitCode: 0 });
    expect(record.stdout).toBe('more\nmain\nside\nfirst\nside.txt\n');
    expect(tree()).toBe(before);
    expect((await git('status', '--short')).trim()).toBe('');
  });
});

describe('what is hidden', () => {
  beforeAll(() => {
    session.write('.env', 'TOKEN=secret-of-the-user\n');
    session.write('nested/id_rsa', 'secret key\n');
    session.write('nested/beside.bin', Buffer.alloc(2_000_000, 9));
    session.write('.bellglassignore', 'private/\n');
    session.write('private/notes.txt', 'secret notes\n');
  });

  test('is there by name and has no contents, for nobody in the sandbox', async () => {
    const look =
      'stat -c "%n %s" .env nested/id_rsa; ls -A private; cat .env nested/id_rsa; grep -ac secret .env nested/id_rsa; cmp nested/beside.bin nested/beside.bin && wc -c <nested/beside.bin';
    for (const user of [[], ['--user', 'root']]) {
      const record = await recordOf(look, user);
      expect(record.stdout).toContain('.env 25\nnested/id_rsa 11\n');
      expect(record.stdout).toMatch(/2000000\n$/);
      expect(record.stdout).not.toContain('secret');
      expect(record.review?.hidden).toMatchObject({ count: 3 });
    }
  });

  test('has no contents for a guest root that looks at the share itself', async () => {
    const script = `
      cd /run/bellglass/review/folder; find . | sort
      for f in .env nested/id_rsa private/notes.txt nested/../.env; do cat $f 2>/dev/null; done
      wc -c <nested/beside.bin`;
    const record = await recordOf(script, ['--user', 'root']);
    expect(record.stdout).not.toContain('secret');
    // The positive control: what is granted of the same directory is read there.
    expect(record.stdout).toMatch(/2000000\n$/);
  });

  test('stays as it is whatever a program does there', async () => {
    const record = await recordOf('rm -f .env; echo mine >.env; rm -rf nested private', ['--user', 'root']);
    expect(record.review).toMatchObject({ counts: { refused: 3 } });
    expect(statSync(`${session.workspace}/.env`).size).toBe(25);
  });
});
