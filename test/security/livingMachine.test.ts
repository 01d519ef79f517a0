import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asleep } from '../helpers/asleep.js';
import { compile } from '../helpers/compile.js';
import { inProject } from '../helpers/project.js';
import { type Running } from '../helpers/session/command.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
let run: Running;
let inject: string | null = null;
let walled: { pid: number; program: string }[] = [];

beforeAll(async () => {
  run = session.start(['run', '-i', '--mode', 'readonly', '--', 'sh', '-c', 'echo up; cat'], { keepStdin: true });
  await run.seen(/up/);
  walled = session
    .processes()
    .map(({ pid }) => ({ pid, program: basename(readlinkSync(`/proc/${String(pid)}/exe`)) }))
    .filter(({ program }) => !program.startsWith('node'));
});
afterAll(async () => {
  run.child.stdin?.end();
  await run.ended;
});

/** Makes a process do calls; the outcome of each. */
function injected(pid: number, calls: readonly string[]): string[] {
  inject ??= compile(inProject('test/security/probes/inject.c'), `${session.directory}/inject`);
  const output = execFileSync(inject, [String(pid), ...calls], { encoding: 'utf8' });
  return [...output.matchAll(/^INJECTED .*: (\w+)$/gm)].map(([, outcome = '']) => outcome);
}

const status = (pid: number, field: string): string =>
  new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '';

describe('a machine that runs consists of processes that', () => {
  test('are the vmm, its hypervisor and a file server for each share', () => {
    const programs = walled.map(({ program }) => program).sort();
    expect(programs).toContain('bellglass-vmm');
    expect(programs.filter((program) => program === 'bellglass-virtiofsd').length).toBeGreaterThanOrEqual(2);
    expect(programs.some((program) => program.startsWith('qemu'))).toBe(true);
  });

  test('belong to the ordinary user, with no capability over the host and no new privileges', () => {
    for (const { pid, program } of walled) {
      expect(status(pid, 'Uid').split('\t')[0], program).toBe(String(session.account.uid));
      expect(status(pid, 'NoNewPrivs'), program).toBe('1');
      expect(status(pid, 'CapEff'), program).toMatch(/^0+$/);
      expect(status(pid, 'CapPrm'), program).toMatch(/^0+$/);
    }
  });

  test('are behind a system call filter each', () => {
    for (const { pid, program } of walled) expect(status(pid, 'Seccomp'), program).toBe('2');
  });

  test('have no environment of the host’s', () => {
    for (const { pid, program } of walled) {
      if (program.startsWith('qemu')) expect(readFileSync(`/proc/${String(pid)}/environ`, 'utf8')).toBe('');
    }
  });

  test('hold no descriptor of a file that is not the machine’s, and a file server those of its share', () => {
    const machine = `${session.runtime}/bellglass/machines/`;
    for (const { pid, program } of walled) {
      for (const fd of readdirSync(`/proc/${String(pid)}/fd`)) {
        const target = readlinkSync(`/proc/${String(pid)}/fd/${fd}`);
        const own =
          target.startsWith(machine) ||
          /^(socket|pipe|anon_inode|\/memfd):/.test(target) ||
          target === '/dev/null' ||
          target === '/dev/urandom';
        // As it names them itself, in the tree of its own.
        const shared = program === 'bellglass-virtiofsd' && /^\/(share|proc\/self\/fd)?(\/|$)/.test(target);
        expect(own || shared || /^\/(kernel|initramfs)?$/.test(target), `${program} ${fd} ${target}`).toBe(true);
      }
    }
  });

  test('live in mount namespaces of their own, where neither home nor daemon nor proc have a name', () => {
    for (const { pid, program } of walled.filter(({ program }) => program !== 'bellglass-vmm')) {
      expect(readlinkSync(`/proc/${String(pid)}/ns/mnt`), program).not.toBe(readlinkSync('/proc/self/ns/mnt'));
      const points = readFileSync(`/proc/${String(pid)}/mountinfo`, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[4] ?? '');
      for (const place of ['/home', '/root', '/run', '/proc', '/sys', session.directory])
        expect(points, program).not.toContain(place);
      expect(points, program).toContain('/');
    }
  });

  test.skipIf(process.getuid?.() !== 0)(
    'serve files and change none of the user’s others through a descriptor they hold and as many ".." as they like (shown as root, who may trace)',
    async () => {
      const secret = `${session.home}/secret`;
      session.write(secret, 'secret', 0o600);
      const mode = (): number => statSync(secret).mode & 0o777;
      const climb = (pid: number): string[] =>
        readdirSync(`/proc/${String(pid)}/fd`).map((fd) => `${fd}/${'../'.repeat(12)}${secret}`);
      const free = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', openSync('/proc/self/fd', 'r')] });
      await asleep(free.pid ?? 0);
      injected(free.pid ?? 0, ['chmod', `3/${'../'.repeat(12)}${secret}`]);
      free.kill('SIGKILL');
      expect(mode(), 'positive control').toBe(0o777);
      chmodSync(secret, 0o600);
      // The others may not make the call at all.
      for (const { pid, program } of walled.filter(({ program }) => program === 'bellglass-virtiofsd')) {
        const outcomes = injected(
          pid,
          climb(pid).flatMap((path) => ['chmod', path]),
        );
        expect(outcomes.length, program).toBeGreaterThan(3);
        expect(outcomes, program).not.toContain('done');
      }
      expect(mode()).toBe(0o600);
    },
  );
});
