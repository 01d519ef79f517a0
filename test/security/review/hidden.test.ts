import { beforeAll, describe, expect, test } from 'vitest';
import { runRecord } from '../../../daemon/protocol/run.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

beforeAll(() => {
  session.write('.env', 'TOKEN=secret-of-the-user\n');
  session.write('keys/id_rsa', 'secret key\n');
  // Beside a hidden file and too large for the snapshot: it is shared by itself.
  session.write('keys/large.bin', Buffer.concat([Buffer.alloc(2_000_000), Buffer.from('in the open')]));
  session.write('plain.txt', 'in the open\n');
});

/** Runs a program of guest root's in review. @returns what it printed */
async function asRoot(program: string): Promise<string> {
  const ended = await session.run(['--json', '--user', 'root', '--', 'python3', '-c', program]);
  const record = runRecord.parse(JSON.parse(ended.stdout));
  expect(record, record.stderr ?? '').toMatchObject({ exitCode: 0, review: { hidden: { count: 2 } } });
  return record.stdout ?? '';
}

const reading = `
import ctypes, os, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def read(path):
    try:
        with open(path, "rb") as file: data = file.read()
        print(path, len(data), data[-40:])
    except OSError as error: print(path, error.strerror)
`;

describe('the contents of a hidden file, read by guest root', () => {
  test('are not in the view, by its name, by links that it plants, or by what it is renamed to', async () => {
    const said = await asRoot(`${reading}
os.symlink(".env", "soft"); os.link(".env", "hard"); os.symlink("/proc/self/cwd/keys/../.env", "around")
os.rename("keys", "moved")
for path in [".env", "soft", "hard", "around", "./keys/../.env", "moved/id_rsa", "moved/large.bin", "plain.txt"]: read(path)
`);
    expect(said).not.toContain('secret');
    expect(said.match(/in the open/g), 'positive control').toHaveLength(2);
  });

  test('are not in the share, as it is mounted or mounted once more and writable', async () => {
    const said = await asRoot(`${reading}
tags = sorted({line.split()[0] for line in open("/proc/mounts") if line.split()[2] == "virtiofs"})
print(len(tags))
os.mkdir("/tmp/again")
for tag in tags:
    if libc.mount(tag.encode(), b"/tmp/again", b"virtiofs", 0, None) != 0: continue
    if not os.path.isdir("/tmp/again/keys"): libc.umount2(b"/tmp/again", 2); continue
    print("found")
    for path in [".env", "keys/id_rsa", "keys/../.env", "keys/large.bin"]: read("/tmp/again/" + path)
    for path in ["keys/large.bin", "new"]:
        try: open("/tmp/again/" + path, "r+b" if "large" in path else "wb"); print("WRITTEN", path)
        except OSError as error: print(path, error.strerror)
    libc.umount2(b"/tmp/again", 2)
for path in [".env", "keys/id_rsa", "keys/large.bin"]: read("/run/bellglass/review/folder/" + path)
`);
    expect(said).not.toContain('secret');
    expect(said).not.toContain('WRITTEN');
    expect(said).toContain('found');
    expect(said.match(/in the open/g), 'positive control').toHaveLength(2);
  });

  test('are on no disk of the machine’s, and in no page of its memory', async () => {
    // What is looked for is put together at run time: the program itself is in memory too.
    const said = await asRoot(`${reading}
import glob
wanted, control = b"secret-" + b"of-the-user", b"in the " + b"open"
subprocess.run(["cat", ".env", "plain.txt", "keys/large.bin"], stdout=subprocess.DEVNULL)
seen = {wanted: 0, control: 0}
for disk in glob.glob("/dev/vd?"):
    with open(disk, "rb") as file:
        rest = b""
        while part := file.read(1 << 20):
            for word in seen: seen[word] += (rest + part).count(word)
            rest = part[-32:]
            if file.tell() > 256 << 20: break
print("hidden", seen[wanted] > 0, "control", seen[control] > 0)
`);
    expect(said).toContain('hidden False control True');
  });
});
