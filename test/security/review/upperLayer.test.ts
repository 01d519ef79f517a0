import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';
import { snapshotOf } from '../../helpers/guest/hostileDevice.js';

const session = useSession();
const secrets = /host secret|secret key|secret-of/;
const outside = () => `${session.directory}/outside`;

/** What guest root writes where overlayfs keeps the changes, by hand: what no program in the view could bring about. */
const lies = `
import os, stat
upper = "/run/bellglass/review/changes/upper"
os.chdir(upper)
def file(path, data=b"", mode=0o644, **xattrs):
    with open(path, "wb") as handle: handle.write(data)
    os.chmod(path, mode)
    for name, value in xattrs.items(): os.setxattr(path, "trusted.overlay." + name, value)
def folder(path, **xattrs):
    os.mkdir(path)
    for name, value in xattrs.items(): os.setxattr(path, "trusted.overlay." + name, value)
file("plain", b"from below\\n")
file("stolen", metacopy=b"", redirect=b"/.env")
file("above", metacopy=b"", redirect=b"/../../../../outside/secret")
os.truncate("above", 12)
folder("climbs", redirect=b"/../../outside"); file("climbs/planted", b"x")
folder("loops", redirect=b"/loops")
folder("keys", opaque=b"y")
folder("notes", redirect=b"/keys")
os.mknod(".env", stat.S_IFCHR, 0)
os.mknod("device", stat.S_IFCHR | 0o666, os.makedev(1, 3))
file("setuid", b"#!/bin/sh\\n", 0o6755)
os.symlink("../outside", "out")
os.mkdir("out2"); file("out2/secret", b"PWNED")
file("kept", b"PWNED", origin=b"x" * 300)
for deep in range(300): os.mkdir("d" * 8); os.chdir("d" * 8)
`;

beforeAll(() => {
  session.makeDirectory(outside());
  session.write(`${outside()}/secret`, 'host secret\n', 0o666);
  session.write('.env', 'TOKEN=secret-of-the-user\n');
  session.write('keys/id_rsa', 'secret key\n');
  session.write('keys/note', 'a note\n');
  session.write('kept', 'kept\n');
  execFileSync('ln', ['-s', '../outside', `${session.workspace}/out2`]);
});

describe('an upper layer that guest root wrote by hand', () => {
  const hidden = () => ['.env', 'keys/id_rsa'].map((path) => readFileSync(`${session.workspace}/${path}`, 'utf8'));
  let applied = '';
  let before: string[] = [];
  let beside = '';
  let shown = '';

  beforeAll(async () => {
    before = hidden();
    beside = snapshotOf(outside());
    await session.run(['--user', 'root', '--', 'python3', '-c', lies]);
    const patch = await session.bellglass(['diff']);
    shown = patch.stdout + patch.stderr;
    const ended = await session.bellglass(['apply', '--all']);
    applied = ended.stdout + ended.stderr;
    for (const path of ['out', 'out2', 'out2/secret', 'climbs/planted', 'stolen', 'above', 'setuid', 'device', '.env'])
      applied += (await session.bellglass(['apply', path])).stderr;
  });

  test('positive control: what it put there is applied where that may be', () => {
    expect(readFileSync(`${session.workspace}/plain`, 'utf8'), applied).toBe('from below\n');
  });

  test('changes nothing outside of the workspace', () => {
    expect(snapshotOf(outside())).toBe(beside);
  });

  test('deletes, changes and shows nothing that is hidden', () => {
    expect(hidden()).toEqual(before);
    expect(shown).not.toMatch(secrets);
    const files = execFileSync('find', [
      session.workspace,
      '-type',
      'f',
      '-not',
      '-name',
      '.env',
      '-not',
      '-name',
      'id_rsa',
    ]);
    for (const path of files.toString().trim().split('\n'))
      expect(readFileSync(path, 'utf8'), path).not.toMatch(secrets);
  });

  test('makes no device, and nothing setuid', () => {
    const found = execFileSync('find', [
      session.workspace,
      '(',
      '-type',
      'c',
      '-o',
      '-type',
      'b',
      '-o',
      '-perm',
      '/6000',
      ')',
    ]);
    expect(found.toString()).toBe('');
    expect(lstatSync(`${session.workspace}/kept`).isFile()).toBe(true);
  });
});
