import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../helpers/session/command.js';
import { compile } from '../helpers/compile.js';
import { inProject } from '../helpers/project.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const outside = () => `${session.directory}/outside`;
let said = '';
let before = '';
let control: Ended;

/** Everything about the files that a guest must not change: names, bytes, metadata, extended attributes. */
function snapshot(): string {
  const script = `
import hashlib, os, sys
for top in sys.argv[1:]:
    for path, directories, files in sorted(os.walk(top)):
        for name in [path] + [path + "/" + f for f in sorted(files)]:
            s = os.lstat(name)
            data = open(name, "rb").read() if os.path.isfile(name) and not os.path.islink(name) else b""
            xattrs = os.listxattr(name, follow_symlinks=False)
            print(name, s.st_mode, s.st_uid, s.st_gid, s.st_nlink, s.st_size, s.st_mtime_ns, s.st_ctime_ns, hashlib.sha256(data).hexdigest(), xattrs)
`;
  return execFileSync('python3', ['-c', script, outside(), session.workspace], { encoding: 'utf8' });
}

beforeAll(async () => {
  session.makeDirectory(outside());
  session.write(`${outside()}/secret`, 'host secret\n', 0o666);
  session.write('inside', 'readable inside\n', 0o666);
  symlinkSync('../outside/secret', `${session.workspace}/escape`);
  compile(inProject('test/security/probes/hostileVirtiofs.c'), `${session.workspace}/hostile`);
  control = await session.host('sh', [
    '-c',
    'cat "$0"/../outside/secret && echo x >"$1"/mine && rm "$1"/mine',
    session.workspace,
    outside(),
  ]);
  before = snapshot();
  const script = `cp hostile /tmp/hostile; tag=$(awk -v w="$PWD" '$2 == w {print $1}' /proc/mounts); cd /; python3 -c 'import ctypes,os; ctypes.CDLL(None).umount2(os.environb[b"OLDPWD"], 0)'; exec /tmp/hostile "$tag" '${outside()}'`;
  said = (await session.sh(script, ['--user', 'root'])).stdout;
});

const outcomes = (pattern: RegExp): string[] =>
  said
    .split('\n')
    .flatMap((line) => (line.startsWith('ASKED ') && pattern.test(line) ? [line.split(': ').at(-1) ?? ''] : []));

describe('a guest root that drives the virtio-fs device itself', () => {
  test('positive control: gets answers, and the content of a file inside the share', () => {
    expect(said, said).toContain('ASKED init : done');
    expect(said).toContain('READ inside: readable inside');
    expect(said).toContain('ASKED lookup ./inside: done');
    expect(said).toContain('END');
    expect(outcomes(/no answer$/)).toEqual([]);
  });

  test('positive control: the same user reads and changes what it asks for, on the host', () => {
    expect(control).toMatchObject({ status: 0, stdout: 'host secret\n' });
  });

  test('reads nothing outside the share', () => {
    expect(said).not.toContain('host secret');
    expect(said.match(/^READ .*/gm)?.every((line) => line.startsWith('READ inside:'))).toBe(true);
    for (const outcome of outcomes(/^ASKED (lookup|open) .*(outside|proc|passwd|kernel)/))
      expect(outcome).toMatch(/^(ENOENT|EACCES|EINVAL|EPERM|ENOTDIR)$/);
    expect(outcomes(/^ASKED lookup .*(outside|proc|passwd|kernel)/).length).toBe(7);
  });

  test('changes nothing, outside or inside, metadata included', () => {
    const changing =
      /^ASKED (open for writing|write|chmod|chown|utimes|truncate|setxattr|link|create|mknod|mkdir|symlink|rename|unlink) /;
    for (const outcome of outcomes(changing))
      expect(outcome).toMatch(/^(EROFS|ENOENT|EACCES|EPERM|EINVAL|ENOTDIR|ELOOP|ENOSYS|EOPNOTSUPP)$/);
    expect(outcomes(changing).length).toBeGreaterThan(15);
    expect(snapshot()).toBe(before);
  });
});
