import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandsOf } from '../../helpers/session/commandsOf.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { startInTerminal } from '../../helpers/session/pseudoTerminal.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const { bellglass, inspect } = commandsOf(session);

/** Longer than a channel is looked for (searchTime of daemon/kept/machine/life.ts), in milliseconds. */
const nap = 20_000;
/** Longer than the agent of a machine may take to greet the daemon that takes it over (greetingTime of daemon/kept/machine/adopt.ts), in milliseconds. */
const night = 31_000;

/** Everything of the session stands still for so long: daemon, vmm, hypervisor and the commands that users left open. */
async function sleepHost(milliseconds: number): Promise<void> {
  const pids = session.processes().map(({ pid }) => pid);
  try {
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    await sleep(milliseconds);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

beforeEach(async () => {
  await bellglass('create', '--name', 'dev', '--memory', '128m', '--disk', '256m');
  await bellglass('start', 'dev');
});

afterEach(async () => {
  await bellglass('rm', '-f', 'dev');
  await session.expectNoMachine();
});

describe('a host that sleeps longer than anybody waits', () => {
  test('wakes up with its sandbox on the same machine, and everything in it goes on', async () => {
    const before = await inspect('dev');
    const count = 'i=0; while [ ! -e /tmp/enough ]; do i=$((i+1)); echo "line $i"; sleep 0.1; done';
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', count)).trim();
    const followed = session.start(['logs', '-f', id]);
    const shown = startInTerminal(session, ['exec', '-it', 'dev', 'sh']);
    await shown.seen(/[#$] /);
    shown.type('echo be$((1))fore\r');
    await shown.seen(/be1fore/);
    const wait = 'echo begun; while [ ! -e /tmp/enough ]; do sleep 0.1; done; echo over; exit 5';
    const running = session.start(['exec', 'dev', 'sh', '-c', wait]);
    await running.seen(/begun/);

    await sleepHost(nap);
    const already = (await bellglass('logs', id)).split('\n').length - 1;
    shown.type('echo af$((2))ter\r');
    await shown.seen(/af2ter/);
    await followed.seen(new RegExp(`line ${String(already + 5)}\n`));
    expect(await bellglass('exec', 'dev', 'touch', '/tmp/enough')).toBe('');
    expect(await running.ended).toMatchObject({ status: 5, stdout: 'begun\nover\n', stderr: '' });
    const { stdout: lines, ...followedEnd } = await followed.ended;
    expect(followedEnd).toMatchObject({ status: 0, stderr: '' });
    const written = Array.from(lines.matchAll(/\n/g), (_, index) => `line ${String(index + 1)}\n`).join('');
    expect(lines).toBe(written);
    expect(await bellglass('logs', id)).toBe(lines);
    expect(await inspect('dev')).toMatchObject({ state: 'running', machine: before.machine, end: null });
    shown.type('exit 7\r');
    expect(await shown.ended).toMatchObject({ status: 7 });
  });

  test('while a daemon takes the sandbox over: it still does', async () => {
    const before = await inspect('dev');
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', 'echo before; sleep 3; echo after')).trim();
    await killDaemon(session);
    // What is left is the machine: it falls asleep first, and so the daemon is sure to wait for it when it does too.
    for (const { pid } of session.processes()) process.kill(pid, 'SIGSTOP');
    expect(await bellglass('ls', '--format', '{{.Name}} {{.State}}')).toBe('dev starting\n');
    await sleepHost(night);
    const awake = async () => (await inspect('dev')).state === 'running';
    await until({ what: 'the end of the takeover', milliseconds: 30_000 }, awake);
    expect(await bellglass('logs', '-f', id)).toBe('before\nafter\n');
    expect(await inspect('dev')).toMatchObject({ state: 'running', machine: before.machine, end: null });
    expect(await bellglass('exec', 'dev', 'echo', 'awake')).toBe('awake\n');
  });
});

test('a guest whose clock is wrong is told the time by the daemon that takes its sandbox over', async () => {
  const apart = async (): Promise<number> => {
    const guest = Number(await bellglass('exec', 'dev', 'date', '+%s'));
    return Math.abs(Date.now() / 1000 - guest);
  };
  await bellglass('exec', '-u', 'root', 'dev', 'date', '-s', '2020-01-01');
  expect(await apart()).toBeGreaterThan(24 * 60 * 60);
  await killDaemon(session);
  await until({ what: 'the right time', milliseconds: 20_000 }, async () => (await apart()) < 5);
});
