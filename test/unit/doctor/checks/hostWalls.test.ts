import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  hardOpenFiles,
  judgeHost,
  judgeOpenFiles,
  lookAtHost,
  repairOfWall,
  type WallFacts,
} from '../../../../daemon/doctor/checks/hostWalls.js';

const facts: WallFacts = {
  unprivilegedUserns: null,
  apparmorRestricts: null,
  maxUserNamespaces: 15_000,
  modules: ['lockdown', 'capability', 'landlock', 'apparmor'],
  seccompActions: ['kill_process', 'errno', 'allow'],
  noNewPrivs: true,
  openFiles: 524_288,
  superuser: false,
  container: null,
};

/** `WALL STATE` of each. */
const states = (more: Partial<WallFacts>) =>
  judgeHost({ ...facts, ...more }).map(({ wall, finding }) => `${wall} ${finding.state}`);

describe('a host', () => {
  test('that forbids nothing lets every wall stand', () => {
    expect(states({})).toEqual(['mountNamespace ok', 'landlock ok', 'seccomp ok', 'noNewPrivs ok']);
  });

  test.each<[string, Partial<WallFacts>, string]>([
    ['Debian’s switch', { unprivilegedUserns: 0 }, 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
    ['a limit of none', { maxUserNamespaces: 0 }, 'sudo sysctl -w user.max_user_namespaces=15000'],
    ['Ubuntu’s AppArmor', { apparmorRestricts: 1 }, 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'],
  ])('with %s forbids namespaces, and one command lets them be', (_what, more, repair) => {
    expect(states(more)[0]).toBe('mountNamespace warning');
    expect(judgeHost({ ...facts, ...more })[0]?.finding).toMatchObject({ repair, command: repair });
    expect(states({ ...more, superuser: true })[0]).toBe('mountNamespace ok');
  });

  test('without Landlock, or that does not tell, is a warning', () => {
    expect(states({ modules: ['capability'] })[1]).toBe('landlock warning');
    expect(states({ modules: null })[1]).toBe('landlock warning');
    // The word in quotes is a word of the kernel's command line.
    const { repair, command } = judgeHost({ ...facts, modules: ['capability'] })[1]?.finding ?? {};
    expect([repair, command]).toEqual([expect.stringContaining('"landlock" to lsm='), null]);
  });

  test('without seccomp or no_new_privs does not work', () => {
    expect(states({ seccompActions: null })[2]).toBe('seccomp missing');
    expect(states({ seccompActions: ['errno'] })[2]).toBe('seccomp missing');
    expect(states({ noNewPrivs: false })[3]).toBe('noNewPrivs missing');
  });

  test('is looked at', async () => {
    const found = await lookAtHost('podman');
    const hard = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
    expect(found).toMatchObject({ noNewPrivs: true, container: 'podman', superuser: process.getuid?.() === 0 });
    expect(String(found.openFiles ?? 'unlimited')).toBe(hard);
    expect(found.seccompActions).toContain('errno');
  });
});

test('a wall’s repair is known where the host’s files tell it', () => {
  expect(repairOfWall('mountNamespace', facts)).toBeNull();
  expect(repairOfWall('mountNamespace', { ...facts, container: 'docker' })).toEqual({
    words: expect.stringContaining('seccomp=unconfined') as string,
    command: null,
  });
  expect(repairOfWall('landlock', facts)).toEqual({ words: expect.stringContaining('5.13') as string, command: null });
  expect(repairOfWall('rlimits', facts)).toBeNull();
});

describe('open files', () => {
  test('are read from the hard limit', () => {
    const line = 'Max open files            1024                 4096                 files     \n';
    expect(hardOpenFiles(`Limit  Soft Limit  Hard Limit  Units\n${line}`)).toBe(4096);
    expect(hardOpenFiles(line.replace('4096', 'unlimited'))).toBeNull();
    expect(hardOpenFiles('')).toBeNull();
  });

  test('are a warning when they are few, with the command that raises them', () => {
    expect([judgeOpenFiles(null, 'alice').state, judgeOpenFiles(65_536, 'alice').state]).toEqual(['ok', 'ok']);
    const command = 'echo alice hard nofile 524288 | sudo tee /etc/security/limits.d/bellglass.conf';
    expect(judgeOpenFiles(4096, 'alice')).toMatchObject({
      state: 'warning',
      repair: `Run "${command}", then log out and in again.`,
      command,
    });
  });
});
