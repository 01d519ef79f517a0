import { expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

test('variables arrive as they are, quotes and newlines too, and never reach the kernel’s command line', async () => {
  const values: Record<string, string> = {
    QUOTES: `it's "quoted" \\ $HOME`,
    LINES: 'one\ntwo\n',
    UNICODE: 'Grüße 🔔',
    EQUALS: 'a=b=c',
    KERNEL: '" init=/bin/sh panic=1 "',
    EMPTY: '',
  };
  const flags = Object.entries(values).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const program =
    'import os,json;print(json.dumps({k:os.environ.get(k) for k in %s}));print(open("/proc/cmdline").read())';
  const ended = await session.run([
    ...flags,
    '--',
    'python3',
    '-c',
    program.replace('%s', JSON.stringify(Object.keys(values))),
  ]);
  const [first = '', commandLine = ''] = ended.stdout.split('\n');
  expect(JSON.parse(first)).toEqual(values);
  expect(commandLine).not.toContain('init=/bin/sh');
});

test('nothing of the host’s environment goes in unasked; -e NAME passes one on', async () => {
  const env = { SECRET_TOKEN: 'hunter2', WANTED: 'yes' };
  const ended = await session.run(['-e', 'WANTED', '--', 'env'], { env });
  expect(ended.stdout).toContain('WANTED=yes\n');
  expect(ended).toMatchObject({ status: 0 });
  expect(ended.stdout).not.toContain('hunter2');
  expect(ended.stdout).not.toContain(session.runtime);
});

test('a file of variables is read, and -e has the last word', async () => {
  const path = session.write('variables', '# a comment\nA=1\n\nB=two words\nC=file\n');
  const ended = await session.run(['--env-file', path, '-e', 'C=flag', '--', 'sh', '-c', 'echo "$A|$B|$C"']);
  expect(ended).toMatchObject({ status: 0, stdout: '1|two words|flag\n' });
});

test('the program starts in the workspace, at the host’s own path, or where --workdir says', async () => {
  session.makeDirectory(`${session.workspace}/sub`);
  expect(await session.run(['--', 'pwd'])).toMatchObject({ stdout: `${session.workspace}\n` });
  expect(await session.run(['-w', '/usr/share', '--', 'pwd'])).toMatchObject({ stdout: '/usr/share\n' });
  expect(await session.run(['-w', 'sub', '--', 'pwd'])).toMatchObject({ stdout: `${session.workspace}/sub\n` });
});

test('the program is the host’s user by default, root or another when asked', async () => {
  const { name, uid, gid } = session.account;
  const who = 'echo "$(id -un) $(id -u) $(id -g)"';
  expect(await session.sh(who)).toMatchObject({ stdout: `${name} ${String(uid)} ${String(gid)}\n` });
  expect(await session.sh(who, ['--user', 'root'])).toMatchObject({ stdout: 'root 0 0\n' });
  expect(await session.sh('echo "$(id -u) $(id -g)"', ['-u', '4321:1234'])).toMatchObject({ stdout: '4321 1234\n' });
});

test.each([
  ['a known uid has the name and the home of its user', '0', 'root root /root 0 0'],
  ['a known uid with another group as well', '0:1234', 'root root /root 0 1234'],
  ['an unknown uid has no name, and / for a home', '4321', '4321 4321 / 4321 4321'],
])('%s', async (_what, user, who) => {
  const ended = await session.sh('echo $USER $LOGNAME $HOME $(id -u) $(id -g)', ['-u', user]);
  expect(ended).toMatchObject({ status: 0, stdout: `${who}\n`, stderr: '' });
});

test('the host’s user is the same by name and by uid', async () => {
  const { uid } = session.account;
  const env = 'env | grep -v ^_= | sort';
  const byUid = await session.sh(env, ['-u', String(uid)]);
  expect(byUid.stdout).toMatch(/^HOME=\/(?!tmp\n|\n)/m);
  expect(byUid).toEqual(await session.sh(env));
});

test('a user or a directory that the sandbox has not is one sentence and 125', async () => {
  const user = await session.sh('true', ['-u', 'nobody-of-that-name']);
  expect(user).toMatchObject({ status: 125, stdout: '' });
  expect(user.stderr).toMatch(/^bellglass: There is no user "nobody-of-that-name" in the sandbox\. .*\n$/);
  const directory = await session.sh('true', ['-w', '/no/such/place']);
  expect(directory).toMatchObject({ status: 125, stdout: '' });
  expect(directory.stderr).toMatch(/^bellglass: The working directory "\/no\/such\/place" does not exist .*\n$/);
});

test('mode none shows no workspace', async () => {
  session.write('here.txt', 'here');
  const ended = await session.sh(`ls -d '${session.workspace}' 2>&1; pwd`, ['--mode', 'none']);
  expect(ended.stdout).not.toContain(`${session.workspace}\n`.replace(/^/, '\n'));
  expect(ended.stdout).toMatch(/No such file or directory/);
});

test('root of the guest cannot switch it off: without ACPI it would only halt, and its run would wait for ever', async () => {
  const powerOff = 'import ctypes, errno; c = ctypes.CDLL(None, use_errno=True); c.reboot(0x4321fedc)';
  const ended = await session.run([
    ...['-u', 'root', '--', 'python3', '-c', `${powerOff}; print(errno.errorcode[ctypes.get_errno()])`],
  ]);
  expect(ended).toMatchObject({ status: 0, stdout: 'EPERM\n' });
});
