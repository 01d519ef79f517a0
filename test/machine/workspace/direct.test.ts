import { readFileSync, readdirSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '../../helpers/project.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const direct = ['--mode', 'direct'] as const;
const program = (name: string): string => readFileSync(inProject(`test/machine/workspace/programs/${name}.py`), 'utf8');

describe('what a program makes in a direct workspace belongs to the user', () => {
  const made = 'umask 022; echo x >$1; mkdir $1.d; ln -s $1 $1.l; ln $1 $1.h; mkfifo $1.p; chmod 640 $1.h';

  test.each([
    ['the user', []],
    ['guest root', ['--user', 'root']],
  ])('when %s makes it', async (name, user) => {
    const prefix = name.replace(' ', '-');
    const ended = await session.run([...direct, ...user, '--', 'sh', '-c', made, 'sh', prefix]);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    const names = readdirSync(session.workspace).filter((found) => found.startsWith(prefix));
    expect(names.sort()).toEqual([prefix, `${prefix}.d`, `${prefix}.h`, `${prefix}.l`, `${prefix}.p`]);
    for (const found of names) {
      const { uid, gid } = statSync(`${session.workspace}/${found}`);
      expect([found, uid, gid]).toEqual([found, session.account.uid, session.account.gid]);
    }
    expect(statSync(`${session.workspace}/${prefix}`)).toMatchObject({ mode: 0o100640, nlink: 2 });
    expect(statSync(`${session.workspace}/${prefix}.d`).mode).toBe(0o040755);
  });

  test('the program sees its own name as the owner, and what the user may not write it may not either', async () => {
    session.write('closed', 'x', 0o400);
    const ended = await session.sh('stat -c %u made-before; id -u; echo y >closed', direct);
    expect(ended.stdout.split('\n').at(0)).toBe(String(session.account.uid));
    expect(ended.stderr).toContain('Permission denied');
    expect(readFileSync(`${session.workspace}/closed`, 'utf8')).toBe('x');
  });

  beforeAll(() => {
    session.write('made-before', 'x');
  });
});

test('no file becomes setuid or setgid on the host, whoever asks', async () => {
  session.write('plain', 'x', 0o755);
  const script = `
for f in plain /tmp/own; do
  [ $f = plain ] || echo x >$f
  chmod 4755 $f && echo "done $f"; chmod 2755 $f && echo "done $f"
done`;
  const ended = await session.sh(script, [...direct, '--user', 'root']);
  // The positive control: a file of the sandbox's own.
  expect(ended.stdout).toBe('done /tmp/own\ndone /tmp/own\n');
  expect(ended.stderr.match(/Operation not permitted/g)?.length).toBe(2);
  expect(statSync(`${session.workspace}/plain`).mode & 0o7777).toBe(0o755);
});

test('what is hard for file systems leaves the same bytes on both sides', async () => {
  session.makeDirectory(`${session.workspace}/torture`);
  session.write('torture.py', program('torture'));
  const guest = await session.run([...direct, '--', 'python3', 'torture.py', 'run', 'torture'], { limit: 240_000 });
  expect(guest).toMatchObject({ status: 0, stderr: '' });
  const host = await session.host('python3', ['torture.py', 'digest', 'torture']);
  expect(host.status).toBe(0);
  expect(host.stdout.split('\n').length).toBeGreaterThan(2010);
  expect(guest.stdout).toBe(host.stdout);
  expect(statSync(`${session.workspace}/torture/sparse`).blocks).toBeLessThan(2048);
  expect(readdirSync(`${session.workspace}/torture/many`).length).toBe(2000);
});

describe('each side sees what the other writes within a second, through descriptors that it holds too', () => {
  test('in both directions', async () => {
    session.write('held', 'from the host\n');
    session.write('doomed', 'x');
    session.write('same-size', 'aaaa');
    session.write('watch.py', program('watch'));
    const guest = session.start(['run', '-i', ...direct, '--', 'python3', 'watch.py'], { keepStdin: true });
    await guest.seen(/held from the host\n/);
    const script = `
import os, sys
held = os.open("held", os.O_WRONLY | os.O_APPEND)
same = os.open("same-size", os.O_WRONLY)
for line in sys.stdin:
    os.write(held, b"host append\\n")
    os.pwrite(same, b"bbbb", 0)
    os.unlink("doomed")
    open("fresh", "w").write("new")
    os.rename("fresh", "renamed")
    print("written", flush=True)
`;
    const host = await session.host('python3', ['-c', script], { stdin: 'go\n' });
    expect(host.stdout).toBe('written\n');
    guest.child.stdin?.write('look\n');
    // The guest waits a second of its own before it looks.
    await guest.seen(/seen from the host\|host append\| bbbb False new\n/);
    guest.child.stdin?.write('append\n');
    await guest.seen(/appended\n/);
    const now = (name: string): string => readFileSync(`${session.workspace}/${name}`, 'utf8');
    expect(now('held')).toBe('from the host\nhost append\nguest append\n');
    expect(now('same-size')).toBe('bccb');
    expect(now('of-the-guest')).toBe('new');
    guest.child.stdin?.end();
    expect((await guest.ended).status).toBe(0);
  });

  test('and appends of both at once lose nothing', async () => {
    session.write('both', '');
    session.write(
      'append.py',
      'import os, sys\nf = os.open("both", os.O_WRONLY | os.O_APPEND)\nprint("open", flush=True)\nsys.stdin.readline()\nfor n in range(500): os.write(f, f"{sys.argv[1]} {n:03}\\n".encode())\n',
    );
    const guest = session.start(['run', '-i', ...direct, '--', 'python3', 'append.py', 'guest'], { keepStdin: true });
    await guest.seen(/open\n/);
    guest.child.stdin?.end('go\n');
    await session.host('python3', ['append.py', 'host'], { stdin: 'go\n' });
    expect((await guest.ended).status).toBe(0);
    const lines = readFileSync(`${session.workspace}/both`, 'utf8').split('\n');
    for (const who of ['guest', 'host']) {
      const own = Array.from({ length: 500 }, (_, n) => `${who} ${String(n).padStart(3, '0')}`);
      expect(lines.filter((line) => line.startsWith(who))).toEqual(own);
    }
    expect(lines.length).toBe(1001);
  });
});
