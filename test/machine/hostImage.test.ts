import { release } from 'node:os';
import { expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

test('the program runs under the guest’s kernel, not the host’s', async () => {
  const ended = await session.run(['--', 'uname', '-r']);
  expect(ended.stdout.trim()).not.toBe(release());
  expect(ended.stdout).toMatch(/^6\.12\.\d+\n$/);
});

test('the host’s tools are there, and /usr is the host’s', async () => {
  const ended = await session.sh('python3 --version && git --version && ls /usr/bin | wc -l && readlink -f /bin/sh');
  expect(ended).toMatchObject({ status: 0, stderr: '' });
});

test('nothing of /home, /root, /var and /run of the host is there', async () => {
  const script = `
    for d in /home /root /var /run; do find $d -xdev -type f; done
    ls /root; ls /home; test -e /var/lib/dpkg && echo dpkg; test -e /run/user && echo run; true`;
  const ended = await session.sh(script, ['--user', 'root', '--mode', 'none']);
  const lines = ended.stdout.split('\n').filter((line) => line !== '' && line !== session.account.name);
  expect(ended).toMatchObject({ status: 0 });
  expect(lines).toEqual([]);
});

test('/etc has what programs need, and no password', async () => {
  const script =
    'getent passwd root; getent hosts localhost; test -s /etc/ssl/certs/ca-certificates.crt && echo certificates; test -e /etc/localtime && echo localtime; cat /etc/shadow /etc/ssh/* /etc/machine-id';
  const ended = await session.sh(script, ['--user', 'root']);
  expect(ended.stdout).toMatch(/^root:[x*]:0:0:/);
  expect(ended.stdout).toMatch(/localhost/);
  expect(ended.stdout).not.toMatch(/\$[156y]\$/);
  expect(ended.stderr).toMatch(/shadow.*No such file/);
});

test('home, caches and /tmp hold nothing of the host’s, can be written, and go with the sandbox', async () => {
  session.write(`${session.home}/private`, 'private');
  const write =
    'mkdir -p ~/.cache/x && echo 1 >~/file && echo 2 >/tmp/file && echo 3 >/var/tmp/file && ls -A ~ && cat ~/private';
  const ended = await session.sh(write);
  expect(ended.stdout).toBe('.cache\n.config\n.local\nfile\n');
  expect(ended.stderr).toMatch(/private: No such file/);
  expect(await session.sh('ls ~/file /tmp/file; true')).toMatchObject({ stdout: '' });
});

test('pip --user and npm’s prefix can be written', async () => {
  const script =
    'python3 -c "import site,os; os.makedirs(site.getusersitepackages()); print(os.access(site.getusersitepackages(), os.W_OK))"; if command -v npm >/dev/null; then test -w "$(npm prefix -g)" || mkdir -p "$(npm prefix -g)/lib"; fi && echo npm';
  expect(await session.sh(script)).toMatchObject({ status: 0, stdout: 'True\nnpm\n' });
});

test('there is no network device but loopback, which is up, and no vsock', async () => {
  const ended = await session.sh(
    'ls /sys/class/net; cat /sys/class/net/lo/flags; cat /sys/bus/virtio/devices/*/device',
  );
  expect(ended.stdout.split('\n').filter((name) => /^(eth|en|wl)/.test(name))).toEqual([]);
  // virtio's numbers of a network device and of vsock.
  expect(ended.stdout).not.toMatch(/^0x00(01|13)$/m);
  expect(ended.stdout).toMatch(/^0x001a$/m);
  expect(ended.stdout).toMatch(/^lo$/m);
  expect(Number(/0x[0-9a-f]+/.exec(ended.stdout)?.[0]) & 1).toBe(1);
});

test('the clock is the host’s, to two seconds', async () => {
  const script = 'echo up; read -r _; date +%s.%N';
  const { child, ended, seen } = session.start(['run', '-i', '--', 'sh', '-c', script], { keepStdin: true });
  await seen(/up/);
  const asked = Date.now() / 1000;
  child.stdin?.end('now\n');
  const text = await seen(/\d+\.\d+\n/);
  const answered = Date.now() / 1000;
  const guest = Number(text.split('\n')[1]);
  expect(guest).toBeGreaterThan(asked - 2);
  expect(guest).toBeLessThan(answered + 2);
  expect(await ended).toMatchObject({ status: 0 });
});
