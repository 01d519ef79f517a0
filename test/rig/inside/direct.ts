import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { block } from '../../helpers/rig/block.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, sessionInRig, startSaying } from '../../helpers/rig/inside.js';
import { directSentences as sentences } from './directSentences.js';

const session = await sessionInRig();
const outside = session.makeDirectory(`${session.directory}/outside`);
session.write(`${outside}/secret`, 'host secret\n', 0o666);
session.write('inside', 'readable inside\n', 0o666);
session.write('hostile', readFileSync(`${process.env['BELLGLASS_TEST_PROBES'] ?? ''}/hostileVirtiofs`), 0o755);
const { uid, gid } = session.account;
const direct = ['--mode', 'direct'];

await firstBoot(session, sentences.boots);

/** Owner and mode of a file of the workspace. */
const shown = (name: string): unknown[] => {
  const found = statSync(`${session.workspace}/${name}`);
  return [found.uid, found.gid, found.mode & 0o7777];
};
const makes = `
import mmap, os
os.umask(0o022)
open("made", "w").write("x")
os.chmod("made", 0o640)
os.mkdir("made.d")
with open("rewritten", "w+b") as f:
    f.write(bytes(range(256)) * 256); f.seek(1000); f.write(b"in place"); f.flush(); os.fsync(f.fileno())
os.rename("rewritten", "renamed")
d = os.open(".", os.O_RDONLY); os.fsync(d)
with open("sparse", "w+b") as f:
    f.truncate(1 << 24); f.seek(1 << 20); f.write(b"data"); f.flush()
    assert os.lseek(f.fileno(), 0, os.SEEK_DATA) == 1 << 20
with open("mapped", "w+b") as f:
    f.truncate(8192); m = mmap.mmap(f.fileno(), 8192); m[5000:5005] = b"hello"; m.flush()
`;
await block(session, [sentences.owner, sentences.bytes], async () => {
  const made = await session.run([...direct, '--', 'python3', '-c', makes]);
  await claim(sentences.owner, async () => {
    assert.deepEqual([made.status, made.stderr], [0, '']);
    assert.deepEqual(
      [shown('made'), shown('made.d')],
      [
        [uid, gid, 0o640],
        [uid, gid, 0o755],
      ],
    );
    return await Promise.resolve('owned');
  });
  await claim(sentences.bytes, async () => {
    const bytes = (name: string): Buffer => readFileSync(`${session.workspace}/${name}`);
    assert.equal(bytes('renamed').subarray(1000, 1008).toString(), 'in place');
    assert.equal(bytes('mapped').subarray(5000, 5005).toString(), 'hello');
    assert.ok(statSync(`${session.workspace}/sparse`).blocks < 512);
    return await Promise.resolve('same');
  });
});

await block(session, [sentences.hides], async () => {
  await claim(sentences.hides, async () => {
    session.write('.env', 'secret\n');
    session.write('sub/.env', 'secret\n');
    session.write('sub/plain', 'in the open\n');
    const hidden = ['.env', 'sub/.env'].map((path) => `${session.workspace}/${path}`);
    const script = `cat .env sub/.env sub/plain; ls sub; stat -c %s .env; echo x >.env; mv sub moved; rm -f .env; echo x >.env.local
mkdir /tmp/again && mount -t virtiofs "$(awk -v w="$PWD" '$2 == w {print $1}' /proc/mounts)" /tmp/again; cat /tmp/again/.env /tmp/again/sub/plain
echo replace; read line; sleep 1; cat .env; echo replaced`;
    const args = ['run', '-i', ...direct, '--user', 'root', '--', 'sh', '-c', script];
    const { child, ended, seen } = await startSaying(session, args, /^replace$/m);
    for (const path of hidden) {
      writeFileSync(`${path}.new`, 'another secret\n');
      renameSync(`${path}.new`, path);
    }
    child.stdin?.end('go\n');
    await seen(/^replaced$/m);
    const { stdout, stderr } = await ended;
    const control = 'in the open\n';
    assert.equal(stdout, `${control}plain\n7\n${control}replace\nreplaced\n`, stderr);
    assert.equal(stderr.match(/denied/g)?.length, 8, stderr);
    assert.deepEqual(
      hidden.map((path) => readFileSync(path, 'utf8')),
      ['another secret\n', 'another secret\n'],
    );
    return stderr;
  });
});

const places = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
  session.makeDirectory(`${session.directory}/added/${name}`),
);
const mounts = places.flatMap((path, index) => ['--mount', `${path}:/srv/${String(index)}${index === 0 ? ':ro' : ''}`]);
await block(session, [sentences.guestRoot, sentences.added], async () => {
  const asRoot = await session.sh(
    `echo x >roots; chmod 4755 roots; chmod 755 roots; echo y >/tmp/own; chmod 4755 /tmp/own && stat -c %a /tmp/own
mount -o remount,bind,rw /srv/0
for n in 0 1 2 3 4 5; do echo x >/srv/$n/made; echo x >/run/bellglass/added/$n/more; done`,
    [...direct, ...mounts, '--user', 'root'],
  );
  await claim(sentences.guestRoot, async () => {
    assert.equal(asRoot.stdout, '4755\n', 'positive control: a file of its own');
    assert.match(asRoot.stderr, /not permitted/);
    assert.deepEqual(shown('roots'), [uid, gid, 0o755]);
    return await Promise.resolve(asRoot.stderr);
  });
  await claim(sentences.added, async () => {
    const seen = places.map((path) => readdirSync(path).length);
    assert.deepEqual(seen, [0, 2, 2, 2, 2, 2], asRoot.stderr);
    return await Promise.resolve(seen);
  });
});

await block(session, [sentences.visible], async () => {
  await claim(sentences.visible, async () => {
    session.write('held', 'host\n', 0o666);
    const script = `
import os, sys, time
held = os.open("held", os.O_RDWR | os.O_APPEND)
print(os.pread(held, 99, 0), flush=True)
sys.stdin.readline()
time.sleep(1)
print(os.pread(held, 99, 0), flush=True)
os.write(held, b"guest\\n")
print("appended", flush=True)
`;
    const args = ['run', '-i', ...direct, '--', 'python3', '-c', script];
    const { child, ended, seen } = await startSaying(session, args, /b'host\\n'/);
    writeFileSync(`${session.workspace}/held`, 'more\n', { flag: 'a' });
    child.stdin?.end('go\n');
    await seen(/b'host\\nmore\\n'/);
    await seen(/appended/);
    assert.equal(readFileSync(`${session.workspace}/held`, 'utf8'), 'host\nmore\nguest\n');
    assert.equal((await ended).status, 0);
    return 'both ways';
  });
});

await block(session, [sentences.hostile], async () => {
  await claim(sentences.hostile, async () => {
    const metadata = (): string => JSON.stringify([statSync(`${outside}/secret`), readdirSync(outside)]);
    const before = metadata().replaceAll(/"atime[^,]*,/g, '');
    const script = `cp hostile /tmp/hostile; tag=$(awk -v w="$PWD" '$2 == w {print $1}' /proc/mounts); cd /; python3 -c 'import ctypes,os; ctypes.CDLL(None).umount2(os.environb[b"OLDPWD"], 2)'; exec /tmp/hostile "$tag" '${outside}'`;
    const { stdout: said } = await session.sh(script, [...direct, '--user', 'root']);
    assert.match(said, /^END$/m);
    assert.match(said, /ASKED write inside: done/, 'positive control: inside it writes');
    assert.match(said, /ASKED chmod \+s inside: EPERM/);
    assert.doesNotMatch(said, /host secret|another secret/);
    assert.match(said, /ASKED open \.env: EACCES/);
    assert.equal(metadata().replaceAll(/"atime[^,]*,/g, ''), before);
    return said.slice(-600);
  });
});

await claim(sentences.nothing, async () => {
  await session.close();
  return 'nothing';
});
process.exit(0);
