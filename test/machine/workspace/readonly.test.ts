import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
session.runFlags = ['--mode', 'readonly'];

/** Tries every way to change a directory and says of each what came of it. */
const changes = `
import os, sys, json, ctypes
d, how = sys.argv[1:]
def system(call, *arguments):
    if call(*arguments) != 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
libc = ctypes.CDLL(None, use_errno=True)
MS_REMOUNT, MS_BIND = 32, 4096
if how == "remount":
    system(libc.mount, None, d.encode(), None, MS_REMOUNT, None)
    system(libc.mount, None, d.encode(), None, MS_REMOUNT | MS_BIND, None)
    assert any(line.split()[1] == d and line.split()[3].startswith("rw") for line in open("/proc/mounts"))
if how == "again":
    tag = next(line.split()[0] for line in open("/proc/mounts") if line.split()[1] == d)
    os.chdir("/")
    system(libc.umount2, d.encode(), 0)
    d = "/tmp/again"
    os.mkdir(d)
    system(libc.mount, tag.encode(), d.encode(), b"virtiofs", 0, None)
f = d + "/file"
def write():
    with open(f, "r+b") as handle: handle.write(b"PWNED")
def append():
    with open(f, "ab") as handle: handle.write(b"PWNED")
tries = {
  "write": write,
  "append": append,
  "create": lambda: open(d + "/new", "w").close(),
  "truncate": lambda: os.truncate(f, 0),
  "chmod": lambda: os.chmod(f, 0o4777),
  "chmod directory": lambda: os.chmod(d, 0o777),
  "chown": lambda: os.chown(f, 1, 1),
  "utimes": lambda: os.utime(f, (1, 1)),
  "setxattr": lambda: os.setxattr(f, "user.pwned", b"1"),
  "link": lambda: os.link(f, d + "/link"),
  "symlink": lambda: os.symlink("/etc/passwd", d + "/symlink"),
  "mkdir": lambda: os.mkdir(d + "/directory"),
  "mkfifo": lambda: os.mkfifo(d + "/fifo"),
  "rename": lambda: os.rename(d + "/other", d + "/moved"),
  "unlink": lambda: os.unlink(d + "/doomed"),
}
def outcome(action):
    try: action(); return "done"
    except OSError as error: return os.strerror(error.errno)
print(json.dumps({name: outcome(action) for name, action in tries.items()}))
`;
const names = ['file', 'other', 'doomed'];

function snapshot(): string {
  const files = [...names.map((name) => `${session.workspace}/${name}`), session.workspace];
  return files
    .map((path) => {
      const { mode, uid, gid, size, mtimeMs, ctimeMs, nlink } = statSync(path);
      const xattrs = execFileSync('python3', ['-c', 'import os,sys;print(os.listxattr(sys.argv[1]))', path], {
        encoding: 'utf8',
      });
      return [path, mode, uid, gid, size, mtimeMs, ctimeMs, nlink, xattrs].join(' ');
    })
    .join('\n');
}

type Outcomes = Record<string, string>;

async function tryChanges(
  how: 'as it is' | 'remount' | 'again',
  user: string,
  directory = session.workspace,
): Promise<Outcomes> {
  const prepare =
    directory === session.workspace
      ? ''
      : `mkdir ${directory}; for n in ${names.join(' ')}; do echo x >${directory}/$n; done; `;
  const script = `cp changes.py /tmp; ${prepare}cd /; exec python3 /tmp/changes.py "$@"`;
  const ended = await session.run(['--user', user, '--', 'sh', '-c', script, 'sh', directory, how]);
  expect(ended.stderr).toBe('');
  return JSON.parse(ended.stdout) as Outcomes;
}

const refused = /^(Read-only file system|Operation not permitted|Permission denied|Operation not supported)$/;

function expectAllRefused(outcomes: Outcomes): void {
  expect(Object.keys(outcomes).length).toBe(15);
  for (const [name, outcome] of Object.entries(outcomes)) expect(outcome, name).toMatch(refused);
}

describe('a readonly workspace refuses every change, in the server outside the guest', () => {
  let before = '';
  beforeAll(() => {
    for (const name of names) session.write(name, `content of ${name}\n`, 0o666);
    session.write('changes.py', changes);
    before = snapshot();
  });

  test('positive control: guest root changes a directory of the sandbox’s own in each of those ways', async () => {
    const outcomes = await tryChanges('as it is', 'root', '/tmp/own');
    expect(Object.entries(outcomes).filter(([, seen]) => seen !== 'done')).toEqual([]);
  });

  test('as the user', async () => {
    expectAllRefused(await tryChanges('as it is', String(session.account.uid)));
    expect(snapshot()).toBe(before);
  });

  test('as guest root, who remounts it writable', async () => {
    expectAllRefused(await tryChanges('remount', 'root'));
    expect(snapshot()).toBe(before);
  });

  test('as guest root, who mounts its device once more, writable', async () => {
    expectAllRefused(await tryChanges('again', 'root'));
    expect(snapshot()).toBe(before);
  });
});

test('/usr refuses changes to guest root too', async () => {
  const ended = await session.sh('echo x >/usr/bin/pwned; chmod 777 /usr/bin/env', ['--user', 'root']);
  expect(ended.status).not.toBe(0);
  expect(ended.stderr.match(/Read-only file system|not permitted|Permission denied/g)?.length).toBeGreaterThanOrEqual(
    2,
  );
  expect(statSync('/usr/bin/env').mode & 0o777).toBe(0o755);
});

test('what the program reads in it is what the host has', async () => {
  const ended = await session.run(['--', 'cat', 'file']);
  expect(ended.stdout).toBe(readFileSync(`${session.workspace}/file`, 'utf8'));
});
