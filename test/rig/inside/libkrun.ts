import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { RunRecord } from '../../../daemon/protocol/run.js';
import { block } from '../../helpers/rig/block.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, giveUp, sessionInRig, startSaying } from '../../helpers/rig/inside.js';
import { assertWalled, vmmsOf } from '../../helpers/rig/vmms.js';
import { libkrunSentences as sentences } from './libkrunSentences.js';
import { plantFirmware, firmwareMark } from './plantedFirmware.js';

const session = await sessionInRig();
const loadFirmware = plantFirmware();
const outside = session.makeDirectory(`${session.directory}/outside`);
session.write(`${outside}/secret`, 'host secret\n', 0o666);
session.write('inside', 'readable inside\n', 0o666);
session.write('hostile', readFileSync(`${process.env['BELLGLASS_TEST_PROBES'] ?? ''}/hostileVirtiofs`), 0o755);

await firstBoot(session, sentences.boots);

const value = `it's "quoted"\ninit=/bin/sh`;
const script = `
uname -r; cat /proc/sys/kernel/random/boot_id; id -un; pwd; awk '/MemTotal/ {print $2}' /proc/meminfo; ls /sys/class/net | tr '\\n' ' '; echo; cat /sys/bus/virtio/devices/*/device | tr '\\n' ' '; echo
printf %s "$VALUE"; echo complaint >&2; exit 37`;
const program = [
  ...[sentences.kernel, sentences.status, sentences.streams, sentences.environment],
  ...[sentences.user, sentences.memory, sentences.network],
];
await block(session, program, async () => {
  const run = await session.sh(script, ['-e', `VALUE=${value}`, '--memory', '384m']);
  const [kernel, bootId, user, directory, memory, network, devices, ...rest] = run.stdout.split('\n');
  await claim(sentences.kernel, async () => {
    assert.match(kernel ?? '', /^6\.12\./);
    assert.notEqual(bootId, readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    return await Promise.resolve(kernel);
  });
  /** virtio's numbers of a network device and of vsock. */
  const forbidden = ['0x0001', '0x0013'];
  const equal = (sentence: string, seen: unknown, wanted: unknown): Promise<void> =>
    claim(sentence, async () => {
      assert.deepEqual(seen, wanted, run.stderr);
      return await Promise.resolve(seen);
    });
  await equal(sentences.status, run.status, 37);
  await equal(sentences.streams, run.stderr, 'complaint\n');
  await equal(sentences.environment, rest.join('\n'), value);
  await equal(sentences.user, [user, directory], [session.account.name, session.workspace]);
  await equal(sentences.memory, Number(memory) > (384 - 96) * 1024 && Number(memory) <= 384 * 1024, true);
  await equal(
    sentences.network,
    [
      (network ?? '').split(' ').filter((name) => /^(eth|en|wl)/.test(name)),
      (devices ?? '').split(' ').filter((id) => forbidden.includes(id)),
    ],
    [[], []],
  );
});

await block(session, [sentences.bytes], async () => {
  await claim(sentences.bytes, async () => {
    const content = randomBytes(8 * 1024 * 1024);
    const ended = await session.run(['-i', '--mode', 'none', '--', 'cat'], { stdin: content });
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    assert.equal(hash(ended.bytes), hash(content), ended.stderr);
    return ended.bytes.length;
  });
});

const attack = `
import ctypes, os, subprocess, json, sys
libc = ctypes.CDLL(None, use_errno=True)
work, outside = os.getcwd(), sys.argv[1]
def tried(action):
    try: action(); return "done"
    except OSError as error: return error.strerror
remount = libc.mount(None, work.encode(), None, 32, None)
def write():
    with open("inside", "r+b") as handle: handle.write(b"PWNED")
refused = {"write": tried(write), "chmod": tried(lambda: os.chmod("inside", 0o777)), "chown": tried(lambda: os.chown("inside", 1, 1)),
  "utimes": tried(lambda: os.utime("inside", (1, 1))), "setxattr": tried(lambda: os.setxattr("inside", "user.x", b"1"))}
os.makedirs("/tmp/o/u"); os.makedirs("/tmp/o/w"); os.makedirs("/tmp/o/m"); os.makedirs("/tmp/o/t")
libc.mount(b"t", b"/tmp/o/t", b"tmpfs", 0, None)
os.makedirs("/tmp/o/t/u"); os.makedirs("/tmp/o/t/w")
overlay = libc.mount(b"o", b"/tmp/o/m", b"overlay", 0, ("lowerdir=" + work + ",upperdir=/tmp/o/t/u,workdir=/tmp/o/t/w").encode())
def edit():
    with open("/tmp/o/m/inside", "a") as handle: handle.write("x")
overlays = {"mounted": overlay, "reads": open("/tmp/o/m/inside").read(), "edits": tried(edit), "makes": tried(lambda: open("/tmp/o/m/new", "w").close()), "after": open("/tmp/o/m/inside").read()}
libc.umount2(b"/tmp/o/m", 0)
subprocess.run(["cp", "hostile", "/tmp/hostile"], check=True)
tag = next(line.split()[0] for line in open("/proc/mounts") if line.split()[1] == work)
os.chdir("/")
libc.umount2(work.encode(), 2)
said = subprocess.run(["/tmp/hostile", tag, outside], capture_output=True, text=True).stdout
print(json.dumps({"remount": remount, "refused": refused, "overlays": overlays, "said": said}))
`;
const attacks = [sentences.refused, sentences.overlay, sentences.overlayNew, sentences.hostile];
await block(session, attacks, async () => {
  session.write('attack.py', attack);
  const metadata = (): string =>
    [`${outside}/secret`, `${session.workspace}/inside`]
      .map((path) => JSON.stringify([statSync(path), readFileSync(path, 'utf8')]))
      .join();
  const before = metadata();
  const attacked = await session.run(['--user', 'root', '--', 'python3', 'attack.py', outside]);
  interface Attack {
    refused: Record<string, string>;
    overlays: { mounted: number; reads: string; edits: string; makes: string; after: string };
    said: string;
  }
  const seen = (): Attack => {
    assert.equal(attacked.status, 0, attacked.stderr);
    return JSON.parse(attacked.stdout) as Attack;
  };
  const withoutAccessTime = (text: string): string => text.replaceAll(/"atime[^,]*,/g, '');
  await claim(sentences.refused, async () => {
    const { refused } = seen();
    for (const outcome of Object.values(refused)) assert.match(outcome, /Read-only|not permitted|denied|not supported/);
    assert.equal(withoutAccessTime(metadata()), withoutAccessTime(before));
    return await Promise.resolve(refused);
  });
  await claim(sentences.overlay, async () => {
    const { overlays } = seen();
    assert.equal(overlays.mounted, 0);
    assert.equal(overlays.reads, 'readable inside\n');
    assert.deepEqual([overlays.edits, overlays.after], ['done', 'readable inside\nx']);
    return await Promise.resolve(overlays.edits);
  });
  await claim(sentences.overlayNew, async () => {
    assert.equal(seen().overlays.makes, 'done');
    return await Promise.resolve('done');
  });
  await claim(sentences.hostile, async () => {
    const { said } = seen();
    assert.match(said, /READ inside: readable inside/);
    assert.match(said, /^END$/m);
    assert.doesNotMatch(said, /host secret/);
    assert.equal(withoutAccessTime(metadata()), withoutAccessTime(before));
    return await Promise.resolve(said.slice(-600));
  });
});

await block(session, [sentences.edits, sentences.walled], async () => {
  await claim(sentences.edits, async () => {
    session.write('live', 'before\n');
    const args = ['run', '-i', '--', 'sh', '-c', 'cat live; read -r _; sleep 1; cat live'];
    const { child, ended } = await startSaying(session, args, /before\n/);
    await claim(sentences.walled, async () => {
      assertWalled(session, vmmsOf(session));
      return await Promise.resolve('both');
    });
    writeFileSync(`${session.workspace}/live`, 'after, longer\n');
    child.stdin?.end('go\n');
    assert.equal((await ended).stdout, 'before\nafter, longer\n');
    return 'within a second';
  });
});

await claim(sentences.firmware, async () => {
  assert.equal(existsSync(firmwareMark), false);
  loadFirmware();
  assert.equal(existsSync(firmwareMark), true, 'positive control: what dlopens it does load it');
  return await Promise.resolve('not loaded');
});
await block(session, [sentences.chosen, sentences.walls], async () => {
  let walls: RunRecord['walls'] = [];
  await claim(sentences.chosen, async () => {
    const ended = await session.run(['--json', '--mode', 'none', '--hypervisor', 'auto', '--', 'true']);
    const record = JSON.parse(ended.stdout) as Pick<RunRecord, 'hypervisor' | 'status' | 'walls'>;
    // A nested machine that hangs when it is tried is a reason to choose QEMU, and no answer.
    const verdict = (): string => readFileSync(`${session.state}/bellglass/hypervisor.json`, 'utf8');
    if (record.hypervisor === 'qemu' && /did not (boot within|greet)/.test(verdict())) giveUp();
    assert.deepEqual([record.hypervisor, record.status], ['libkrun', 0]);
    walls = record.walls;
    return record;
  });
  await claim(sentences.walls, async () => {
    const missing = walls.filter(({ state }) => state !== 'up').map(({ wall }) => wall);
    assert.deepEqual([walls.length, missing], [7, ['landlock']], JSON.stringify(walls));
    return await Promise.resolve(walls);
  });
});

await claim(sentences.nothing, async () => {
  await session.close();
  return execFileSync('true').length;
});
process.exit(0);
