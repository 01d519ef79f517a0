import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

test('a directory of 20,000 files is listed whole', async () => {
  const many = session.makeDirectory(`${session.workspace}/many`);
  const names = Array.from({ length: 20_000 }, (_, index) => `file-${String(index).padStart(5, '0')}`);
  for (const name of names) writeFileSync(`${many}/${name}`, '');
  const ended = await session.sh('ls many; find many -type f | wc -l >&2');
  expect(ended.status).toBe(0);
  expect(ended.stdout.trimEnd().split('\n')).toEqual(names);
  expect(ended.stderr.trim()).toBe('20000');
});

test('a walk that asks for the size of 3,000 files loses none', async () => {
  const walked = session.makeDirectory(`${session.workspace}/walked`);
  for (let index = 0; index < 3000; index++) writeFileSync(`${walked}/${String(index)}`, 'x');
  expect(await session.sh('find walked -type f -size 1 | wc -l')).toMatchObject({
    status: 0,
    stdout: '3000\n',
    stderr: '',
  });
});

test('symlinks that point outside the workspace lead nowhere on the host', async () => {
  const outside = session.makeDirectory(`${session.directory}/outside`);
  session.write(`${outside}/secret`, 'host secret\n');
  session.makeDirectory(`${session.workspace}/links`);
  const links = {
    absolute: `${outside}/secret`,
    relative: '../../outside/secret',
    directory: outside,
    root: '/',
    shadow: '/etc/shadow',
    home: session.home,
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, `${session.workspace}/links/${name}`);
  session.write(`${session.home}/private`, 'host secret\n');
  const script = `cd links; cat absolute relative directory/secret root${outside}/secret home/private; ls root/root; cat root/proc/version`;
  const ended = await session.sh(script, ['--user', 'root']);
  expect(ended.stdout).not.toContain('host secret');
  expect(ended.stderr.match(/No such file or directory/g)?.length).toBe(5);
  // Positive control: the same names lead somewhere on the host.
  expect(execFileSync('cat', [`${session.workspace}/links/relative`], { encoding: 'utf8' })).toBe('host secret\n');
});

test('edits on the host show in a sandbox that may read within a second', async () => {
  session.write('live', 'before\n');
  const script = 'echo "$(cat live)"; read -r _; sleep 1; echo "$(cat live) $(ls fresh)"';
  const { child, ended, seen } = session.start(['run', '-i', '--mode', 'readonly', '--', 'sh', '-c', script], {
    keepStdin: true,
  });
  await seen(/before\n/);
  session.write('live', 'after, and longer\n');
  session.write('fresh', '');
  child.stdin?.end('go\n');
  expect(await ended).toMatchObject({ status: 0, stdout: 'before\nafter, and longer fresh\n' });
});

describe('a workspace may be called anything', () => {
  test.each([
    ['spaces', 'a path with  spaces'],
    ['quotes', `it's "quoted" \`here\` $HOME`],
    ['newlines', 'first\nsecond\n'],
    ['non-ASCII', 'Grüße-日本語-🔔'],
    ['options and commas', '-o,rw=1,tag=x'],
  ])('%s', async (_, name) => {
    const path = session.makeDirectory(`${session.directory}/named/${name}`);
    session.write(`${path}/ä file`, 'inside\n');
    const ended = await session.run(['--', 'sh', '-c', 'printf "%s|" "$PWD"; cat "ä file"'], { cwd: path });
    expect(ended).toMatchObject({ status: 0, stdout: `${path}|inside\n`, stderr: '' });
  });
});

test('a workspace elsewhere is given with --workspace', async () => {
  const path = session.makeDirectory(`${session.directory}/elsewhere`);
  session.write(`${path}/file`, 'elsewhere\n');
  expect(await session.sh('cat file', ['--workspace', path])).toMatchObject({ stdout: 'elsewhere\n' });
});

test('a run leaves git status clean', async () => {
  const repository = session.makeDirectory(`${session.directory}/repository`);
  mkdirSync(`${repository}/node_modules`);
  session.write(`${repository}/tracked`, 'tracked\n');
  const git = async (...args: string[]) =>
    await session.host('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args]);
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'first'],
  ])
    expect(await git(...args)).toMatchObject({ status: 0 });
  expect(
    await session.sh('echo x >tracked; touch new; git status --porcelain; true', [], { cwd: repository }),
  ).toMatchObject({ status: 0 });
  expect(await git('status', '--porcelain', '--ignored')).toMatchObject({ status: 0, stdout: '' });
});
