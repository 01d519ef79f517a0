import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { compile } from '../compile.js';
import { inProject } from '../project.js';
import type { Session } from '../session/session.js';

/** Everything about the files that a guest must not change: names, bytes, metadata, extended attributes. */
export function snapshotOf(...directories: readonly string[]): string {
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
  return execFileSync('python3', ['-c', script, ...directories], { encoding: 'utf8' });
}

/** Lays out a workspace with a file and a way out, a directory beside it, and the program that drives the device. */
export function layBait(session: Session, outside: string): void {
  session.makeDirectory(outside);
  session.write(`${outside}/secret`, 'host secret\n', 0o666);
  session.write('inside', 'readable inside\n', 0o666);
  symlinkSync('../outside/secret', `${session.workspace}/escape`);
  compile(inProject('test/security/probes/hostileVirtiofs.c'), `${session.workspace}/hostile`);
}

/**
 * A guest root takes the workspace's device from its kernel and asks its server for everything; what it says of the answers.
 * @param mode how the workspace is shared; mounted: as it is and read-only, by a server that hides nothing
 */
export async function driveDevice(
  session: Session,
  outside: string,
  mode: 'readonly' | 'direct' | 'mounted',
): Promise<string> {
  const mounted = mode === 'mounted';
  const args = mounted ? ['--mode', 'none', '--mount', `${session.workspace}:/srv:ro`] : ['--mode', mode];
  const [place, places, prefix] = mounted
    ? ['/srv', ['/srv', '/run/bellglass/added'], '0/']
    : [session.workspace, [session.workspace], ''];
  const script = `cp '${place}/hostile' /tmp/hostile; tag=$(awk -v w='${place}' '$2 == w {print $1}' /proc/mounts); cd /
python3 -c 'import ctypes, sys
for place in sys.argv[1:]: ctypes.CDLL(None).umount2(place.encode(), 0)' '${places.join("' '")}'
exec /tmp/hostile "$tag" '${outside}' '${prefix}'`;
  return (await session.sh(script, [...args, '--user', 'root'])).stdout;
}

/** What came of the requests that match. */
export function outcomesIn(said: string, pattern: RegExp): string[] {
  return said
    .split('\n')
    .flatMap((line) => (line.startsWith('ASKED ') && pattern.test(line) ? [line.split(': ').at(-1) ?? ''] : []));
}
