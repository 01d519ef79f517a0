import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const tools = () => `${session.home}/.tools/v1`;
const data = () => `${session.directory}/data, "b"`;

beforeAll(() => {
  session.makeDirectory(tools());
  session.write(`${tools()}/bin/hello`, '#!/bin/sh\necho hello from the tools\n', 0o755);
  session.makeDirectory(data());
  session.write(`${data()}/file`, 'before\n');
});

/** Runs a script with those directories added. */
async function withMounts(mounts: readonly string[], script: string, more: readonly string[] = []) {
  return await session.sh(script, [...mounts.flatMap((mount) => ['--mount', mount]), ...more]);
}

describe('a directory that is added', () => {
  test('is at its own path when nothing else is said', async () => {
    const ended = await withMounts([`${tools()}:ro`], `${tools()}/bin/hello; ls ${session.home}/.tools`);
    expect(ended).toMatchObject({ status: 0, stdout: 'hello from the tools\nv1\n', stderr: '' });
  });

  test('beneath the home has parents there that belong to the user', async () => {
    const { stdout: home } = await session.sh('printf %s "$HOME"');
    const script = 'cd; stat -c "%u %a" .tools .tools/deep; touch .tools/own; .tools/deep/v1/bin/hello';
    const ended = await withMounts([`${tools()}:${home}/.tools/deep/v1:ro`], script);
    const parent = `${String(session.account.uid)} 755\n`;
    expect(ended).toMatchObject({ status: 0, stdout: `${parent}${parent}hello from the tools\n`, stderr: '' });
  });

  test('is where it was asked for, and written as the user; a readonly workspace stays so', async () => {
    const mount = `${data()}:/srv/data`;
    const ended = await withMounts(
      [mount],
      'cd /srv/data && cat file && echo after >file && echo x >new; echo x >"$OLDPWD"/no',
      ['--mode', 'readonly'],
    );
    expect(ended.stdout).toBe('before\n');
    expect(ended.stderr).toContain('Read-only file system');
    expect(readFileSync(`${data()}/file`, 'utf8')).toBe('after\n');
    expect(statSync(`${data()}/new`)).toMatchObject({ uid: session.account.uid, gid: session.account.gid });
  });

  test('is one of sixteen, each with rights of its own, which guest root cannot widen', async () => {
    const many = Array.from({ length: 16 }, (_, index) => `${session.directory}/many/${String(index)}`);
    for (const path of many) {
      session.makeDirectory(path);
      session.write(`${path}/file`, 'x');
    }
    const mounts = many.map((path, index) => `${path}:/srv/${String(index)}${index % 2 === 0 ? ':ro' : ''}`);
    const script = `
cd /srv; ls; mount -o remount,rw /srv/0 /srv/0; mount -o remount,bind,rw /srv/0
for n in $(seq 0 15); do
  for at in /srv/$n /run/bellglass/added/$n; do echo y >$at/made; chmod 600 $at/file; done
done 2>/dev/null; cd /; umount /srv/0; ls /srv/0`;
    const ended = await withMounts(mounts, script, ['--user', 'root']);
    expect(ended.stdout.trim().split('\n').sort()).toEqual(many.map((_, index) => String(index)).sort());
    for (const [index, path] of many.entries()) {
      expect(readdirSync(path)).toEqual(index % 2 === 0 ? ['file'] : ['file', 'made']);
      expect(statSync(`${path}/file`).mode & 0o777).toBe(index % 2 === 0 ? 0o644 : 0o600);
    }
  });

  test('brings no setuid programs, and edits on the host show within a second', async () => {
    const args = ['run', '-i', '--mount', `${data()}:/srv/data:ro`, '--', 'sh', '-c'];
    const script = 'grep " /srv/data " /proc/mounts; read -r _; sleep 1; cat /srv/data/late';
    const running = session.start([...args, script], { keepStdin: true });
    const line = await running.seen(/srv\/data/);
    expect(line).toMatch(/ ro,nosuid,nodev/);
    session.write(`${data()}/late`, 'late\n');
    running.child.stdin?.end('go\n');
    expect((await running.ended).stdout).toContain('late\n');
  });

  test('does not make anything on the host', async () => {
    mkdirSync(`${session.directory}/bare`);
    await withMounts([`${session.directory}/bare:/srv/bare:ro`], 'true');
    expect(readdirSync(`${session.directory}/bare`)).toEqual([]);
    expect(readdirSync(session.home)).toEqual(['.tools']);
  });
});

test.each([
  ['that does not exist', () => `${session.directory}/none`, /none" cannot be added: it does not exist\./],
  ["that holds Bellglass's own files", () => session.runtime, /where Bellglass keeps its own files\./],
  ['that is the home directory', () => session.home, /home directory\./],
  ["on a place of the sandbox's own", () => `${data()}:/usr/share/x`, /"\/usr" is the sandbox's own\./],
  ['over the workspace', () => `${data()}:${session.workspace}`, /is shown there already\./],
])('a directory %s is refused before anything boots', async (_, mount, words) => {
  const ended = await withMounts([mount()], 'echo ran');
  expect(ended).toMatchObject({ status: 125, stdout: '' });
  expect(ended.stderr).toMatch(words);
});
