import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { runRecord } from '../../../daemon/protocol/run.js';
import { sandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { driveDevice, layBait, outcomesIn } from '../../helpers/guest/hostileDevice.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const secret = 'TOKEN=secret-of-the-user\n';
const at = (path: string): string => `${session.workspace}/${path}`;

beforeAll(() => {
  layBait(session, `${session.directory}/outside`);
  session.write('.env', secret);
  session.write('keys/id_rsa', 'secret key\n');
  session.write('keys/.env.example', 'in the open\n');
  session.write('plain.txt', 'in the open\n');
  session.write('.bellglassignore', '*.db\n');
  session.write('local.db', 'secret rows\n');
});

/** The file anew, with another name: a host that replaced it has left the old one to that. */
function layNames(): void {
  session.write('.env', secret);
  session.write('plain.txt', 'in the open\n');
  rmSync(at('other-name'), { force: true });
  linkSync(at('.env'), at('other-name'));
}

const trying = `
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def read(path):
    try:
        with open(path, "rb") as file: print("READ", path, file.read()[-40:])
    except OSError as error: print("REFUSED", path, error.strerror)
def attempt(what, deed, *words):
    try: deed(*words); print("DONE", what)
    except OSError as error: print("REFUSED", what, error.strerror)
`;

/** Runs a program of guest root's. */
async function asRoot(mode: string, program: string): Promise<{ said: string; hidden: unknown }> {
  const ended = await session.run([
    '--json',
    '--mode',
    mode,
    '--user',
    'root',
    '--',
    'python3',
    '-c',
    trying + program,
  ]);
  const record = runRecord.parse(JSON.parse(ended.stdout));
  expect(record.exitCode, `${record.stderr ?? ''} ${JSON.stringify(record.error)}`).toBe(0);
  return { said: record.stdout ?? '', hidden: record.hidden };
}

describe.each(['readonly', 'direct'] as const)('a hidden file of a %s workspace, for guest root', (mode) => {
  beforeAll(layNames);

  test('has no contents: by its names, links, ways around, and in the share mounted once more', async () => {
    const { said, hidden } = await asRoot(
      mode,
      `
os.symlink(os.getcwd() + "/.env", "/tmp/soft")
os.mkdir("/tmp/again")
tag = next(line.split()[0] for line in open("/proc/mounts") if line.split()[1] == os.getcwd())
assert libc.mount(tag.encode(), b"/tmp/again", b"virtiofs", 0, None) == 0
for top in [".", "/tmp/again"]:
    for path in [".env", "other-name", "keys/id_rsa", "keys/../.env", "local.db"]: read(top + "/" + path)
    for path in ["plain.txt", "keys/.env.example"]: read(top + "/" + path)
read("/tmp/soft")
print(os.stat(".env").st_size, oct(os.stat(".env").st_mode & 0o444))
`,
    );
    expect(said).not.toContain('secret');
    expect(said.match(/REFUSED .* Permission denied/g)).toHaveLength(11);
    expect(said.match(/READ .*in the open/g), 'positive control').toHaveLength(4);
    expect(said).toContain(`${String(secret.length)} 0o0`);
    expect(hidden).toEqual({ count: 3, paths: ['.env', 'keys/id_rsa', 'local.db'] });
  });

  test('has none either while the host replaces it by a rename', async () => {
    let turn = 0;
    const replacing = setInterval(() => {
      turn += 1;
      writeFileSync(at('.env.new'), `${secret}${String(turn)}`);
      renameSync(at('.env.new'), at('.env'));
      writeFileSync(at('plain.new'), `in the open ${String(turn)}`);
      renameSync(at('plain.new'), at('plain.txt'));
    }, 20);
    try {
      const { said } = await asRoot(
        mode,
        `
import time
end, seen, plain = time.time() + 3, 0, set()
while time.time() < end:
    for name in os.listdir("."):
        if not name.startswith((".env", "plain")): continue
        try: data = open(name, "rb").read()
        except OSError: continue
        if name.startswith("plain"): plain.add(data)
        seen += b"TOKEN" in data
print("seen", seen, "control", len(plain) > 1)
`,
      );
      expect(said).toContain('seen 0 control True');
    } finally {
      clearInterval(replacing);
    }
    expect(turn).toBeGreaterThan(10);
  });

  test('is not reached by requests to its server that no kernel would send', async () => {
    const said = await driveDevice(session, `${session.directory}/outside`, mode);
    expect(said, said).toContain('END');
    expect(said).toContain('READ inside: ');
    expect(said).not.toContain('TOKEN');
    const outcomes = outcomesIn(said, / \.env$|^ASKED (?!lookup).* \.env: /);
    expect(outcomes.length).toBeGreaterThan(8);
    for (const outcome of outcomes) expect(outcome).toMatch(/^(EACCES|EROFS)$/);
    for (const outcome of outcomesIn(said, /lookup (\.|keys\/\.\.)\/\.env/)) expect(outcome).toBe('EINVAL');
  });
});

describe('in a direct workspace', () => {
  let said = '';
  beforeAll(async () => {
    writeFileSync(at('.env'), secret);
    const done = await asRoot(
      'direct',
      `
attempt("write .env", lambda: open(".env", "r+b"))
attempt("truncate .env", os.truncate, ".env", 0)
attempt("chmod .env", os.chmod, ".env", 0o644)
attempt("remove .env", os.remove, ".env")
attempt("move .env", os.rename, ".env", "moved")
attempt("replace .env", os.rename, "plain.txt", ".env")
attempt("link .env", os.link, ".env", "linked")
attempt("plant .env.local", lambda: open(".env.local", "wb"))
attempt("move keys", os.rename, "keys", "open")
attempt("forget patterns", os.remove, ".bellglassignore")
attempt("change patterns", lambda: open(".bellglassignore", "wb"))
read(".bellglassignore")
os.mkdir("made"); open("made/file", "w").write("made")
attempt("control: move", os.rename, "made", "renamed")
attempt("control: replace", os.rename, "renamed/file", "plain.txt")
`,
    );
    said = done.said;
  });
  afterAll(() => {
    session.write('plain.txt', 'in the open\n');
  });

  test('what is hidden is not changed, replaced, destroyed, moved or planted', () => {
    expect(said.match(/^REFUSED .* Permission denied$/gm), said).toHaveLength(11);
    expect(readFileSync(at('.env'), 'utf8')).toBe(secret);
    expect(readFileSync(at('keys/id_rsa'), 'utf8')).toBe('secret key\n');
  });

  test('positive control: what is not hidden is moved and replaced, and patterns are read', () => {
    expect(said.match(/^DONE control/gm)).toHaveLength(2);
    expect(said).toContain("READ .bellglassignore b'*.db\\n'");
    expect(readFileSync(at('plain.txt'), 'utf8')).toBe('made');
  });

  test('positive control: without a pattern guest root reads and changes the file', async () => {
    writeFileSync(at('.bellglassignore'), '!.env\n*.db\n');
    const control = await asRoot('direct', `read(".env"); attempt("remove", os.remove, ".env")`);
    expect(control.said).toContain('secret-of-the-user');
    expect(control.said).toContain('DONE remove');
    session.write('.env', secret);
    writeFileSync(at('.bellglassignore'), '*.db\n');
  });
});

test('a kept sandbox hides, says so as it starts, and tells it whoever asks', async () => {
  const ok = async (...args: string[]): Promise<{ stdout: string; stderr: string }> => {
    const ended = await session.bellglass(args);
    expect(ended.status, ended.stderr).toBe(0);
    return ended;
  };
  await ok('create', '--name', 'hides', '--memory', '256m');
  expect((await ok('start', 'hides')).stderr).toContain(
    'Hidden from the programs in hides: .env, keys/id_rsa, local.db.',
  );
  const known = z.array(sandboxInfo).parse(JSON.parse((await ok('inspect', 'hides')).stdout));
  expect(known[0]?.hidden).toEqual({ count: 3, paths: ['.env', 'keys/id_rsa', 'local.db'] });
  const read = await session.bellglass(['exec', '--user', 'root', 'hides', 'cat', '.env', 'keys/.env.example']);
  expect(read.stdout, 'positive control').toBe('in the open\n');
  expect(read.stderr).toContain('Permission denied');
  await ok('rm', '--force', 'hides');
});
