import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asAccount } from '../helpers/session/account.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();

/** Resident memory in MiB. */
function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024;
}

test('a program that floods an output which nobody reads is held up, no memory grows with it, and its time-out ends it', async () => {
  const { node, cli } = session.app;
  const child = spawn(node, [cli, 'run', '--timeout', '3s', '--', 'cat', '/dev/zero'], {
    cwd: session.workspace,
    env: session.env,
    ...asAccount(session.account),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await until({ what: 'a machine', milliseconds: 20_000 }, () => session.machines().length > 0);
  await until({ what: 'the end of its machine', milliseconds: 40_000 }, () => session.machines().length === 0);
  const daemon = session.processes().find(({ command }) => command.includes('bellglassd'));
  expect(residentMiB(daemon?.pid ?? 0)).toBeLessThan(300);
  expect(residentMiB(child.pid ?? 0)).toBeLessThan(300);
  child.stdout.destroy();
  expect([124, 141]).toContain(await ended);
});

test('a program that forks without end is ended by a second Ctrl-C', async () => {
  const bomb =
    'import os, signal\nsignal.signal(2, signal.SIG_IGN)\nprint("up", flush=True)\nwhile True:\n try: os.fork()\n except OSError: pass';
  const { child, ended, seen } = session.start(['run', '--memory', '256m', '--', 'python3', '-c', bomb]);
  await seen(/up/);
  child.kill('SIGINT');
  child.kill('SIGTERM');
  const { status } = await ended;
  expect([130, 137]).toContain(status);
  await session.expectNoMachine();
});

test('a guest whose kernel panics over its memory is said to have, and its console is shown', async () => {
  const panic = 'echo 2 >/proc/sys/vm/panic_on_oom; exec tail /dev/zero';
  const ended = await session.sh(panic, ['--user', 'root', '--memory', '256m']);
  expect(ended).toMatchObject({ status: 125, stdout: '' });
  expect(ended.stderr).toMatch(
    /^bellglass: The sandbox ended before its program did [^\n]*Kernel panic[^\n]*memory[^\n]*\n/,
  );
  expect(ended.stderr).toMatch(/The guest's console:\n(.*\n)* {2}\| .*Kernel panic/);
});
