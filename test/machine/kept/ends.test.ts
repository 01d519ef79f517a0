import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { SandboxInfo, SandboxSettings } from '../../../daemon/protocol/sandbox/sandbox.js';
import { expectFailure } from '../../helpers/failures.js';
import { settingsOf } from '../../helpers/kept/rows.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { expectOneSentence } from '../../helpers/session/oneSentence.js';
import { startInTerminal } from '../../helpers/session/pseudoTerminal.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const sandbox = 'dev';
/**
 * Has the guest's first process call reboot(2) where it waits; root is not allowed to. It restarts, since without ACPI nothing can be switched off,
 * and a hypervisor ends with a restart.
 */
const switchOff = `
import struct
registers = ((b'\\xb8', 169), (b'\\xbf', 0xfee1dead), (b'\\xbe', 0x28121969), (b'\\xba', 0x01234567))
counter = int(open('/proc/1/syscall').read().split()[-1], 16)
memory = open('/proc/1/mem', 'r+b', 0)
memory.seek(counter)
memory.write(b''.join(move + struct.pack('<I', value) for move, value in registers) + b'\\x0f\\x05')
`;
const sh = (script: string, user: string | null = null) => ({ argv: ['sh', '-c', script], env: {}, cwd: null, user });

async function made(settings: Partial<SandboxSettings> = {}): Promise<Daemon> {
  const daemon = await daemonOf(session);
  await daemon.call('sandbox.create', {
    name: sandbox,
    settings: settingsOf({ memoryMiB: 128, diskMiB: 256, ...settings }),
  });
  return daemon;
}

async function started(settings: Partial<SandboxSettings> = {}): Promise<Daemon> {
  const daemon = await made(settings);
  await daemon.call('sandbox.start', { sandbox });
  return daemon;
}

async function stopped(daemon: Daemon): Promise<SandboxInfo> {
  return await until({ what: 'the end of the sandbox', milliseconds: 60_000 }, async () => {
    const info = await daemon.call('sandbox.inspect', { sandbox });
    return info.state === 'stopped' && info;
  });
}

afterEach(async () => {
  const daemon = await daemonOf(session);
  for (const { id } of (await daemon.call('sandbox.list', {})).sandboxes)
    await daemon.call('sandbox.remove', { sandbox: id, force: true });
  await session.expectNoMachine();
});

describe('a sandbox that ends says why', () => {
  test('its time to live was up, though something ran in it', async () => {
    const daemon = await started({ ttlMs: 3000 });
    const { id } = await daemon.call('session.start', { sandbox, process: sh('sleep 1000'), terminal: null });
    expect(await stopped(daemon)).toMatchObject({ end: { reason: 'expired', error: null } });
    expect(await daemon.call('session.wait', { sessionId: id })).toMatchObject({ state: 'ended' });
  });

  test('nothing ran in it for its idle time; while something runs it is not idle', async () => {
    const daemon = await started({ idleStopMs: 1500 });
    const { id } = await daemon.call('session.start', { sandbox, process: sh('sleep 4'), terminal: null });
    expect((await daemon.call('session.wait', { sessionId: id })).exitCode).toBe(0);
    expect((await daemon.call('sandbox.inspect', { sandbox })).state).toBe('running');
    expect(await stopped(daemon)).toMatchObject({ end: { reason: 'idle', error: null } });
  });

  test('nothing was left in its background either', async () => {
    const daemon = await started({ idleStopMs: 1000 });
    const left = 'setsid sh -c "until test -e /tmp/over; do sleep 0.1; done" >/dev/null 2>&1 &';
    await session.bellglass(['exec', sandbox, 'sh', '-c', left]);
    // Three times its idle time.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect((await daemon.call('sandbox.inspect', { sandbox })).state).toBe('running');
    await session.bellglass(['exec', sandbox, 'touch', '/tmp/over']);
    expect(await stopped(daemon)).toMatchObject({ end: { reason: 'idle', error: null } });
  });

  test('its main process ended, whose status is kept', async () => {
    const daemon = await daemonOf(session);
    const settings = settingsOf({ memoryMiB: 128, diskMiB: 256 });
    const request = { name: sandbox, settings, process: sh('exit 7'), terminal: null };
    const { session: main } = await daemon.call('sandbox.run', request);
    expect(main).toMatchObject({ main: true, command: ['sh', '-c', 'exit 7'] });
    expect(await stopped(daemon)).toMatchObject({
      end: { reason: 'command' },
      sessions: [{ id: main.id, exitCode: 7 }],
    });
  });

  test('its vmm was killed, which ends what ran in it', async () => {
    const daemon = await started();
    const { id } = await daemon.call('session.start', { sandbox, process: sh('sleep 1000'), terminal: null });
    const { runId } = await daemon.call('exec.start', {
      sandbox,
      process: sh('sleep 1000'),
      stdin: false,
      capture: true,
    });
    const { machine } = await daemon.call('sandbox.inspect', { sandbox });
    process.kill(machine!.pid, 'SIGKILL');
    expect(await stopped(daemon)).toMatchObject({
      end: { reason: 'failed', error: { code: 'machine_ended' } },
      machine: null,
    });
    expect(await daemon.call('session.wait', { sessionId: id })).toMatchObject({
      state: 'ended',
      exitCode: null,
      signal: null,
    });
    expect(await daemon.call('run.wait', { runId })).toMatchObject({ outcome: 'failed' });
  });

  test('its guest switched itself off, which ends what ran in it with a sentence', async () => {
    const daemon = await started();
    const { id } = await daemon.call('session.start', { sandbox, process: sh('sleep 1000'), terminal: null });
    const shown = startInTerminal(session, ['exec', '-it', sandbox, 'sh']);
    await shown.seen(/[#$] /);
    const exec = session.start(['exec', sandbox, 'sh', '-c', 'echo up; exec sleep 1000']);
    await exec.seen(/up/);
    const off = await session.bellglass(['exec', '-u', 'root', sandbox, 'python3', '-c', switchOff]);
    expectOneSentence(
      off,
      /^bellglass: The sandbox ended before its program did \(qemu\): the guest switched itself off\. /,
    );
    expect(await stopped(daemon)).toMatchObject({ end: { reason: 'switchedOff', error: null }, machine: null });
    expect(await daemon.call('session.wait', { sessionId: id })).toMatchObject({ state: 'ended', exitCode: null });
    expect(await shown.ended).toMatchObject({
      status: 137,
      stdout: expect.stringMatching(/The program ended with its sandbox\. "bellglass inspect" says why/) as string,
    });
    expect(await exec.ended).toMatchObject({ status: 125, stdout: 'up\n', stderr: off.stderr });
    await session.expectNoMachine();
    await daemon.call('sandbox.start', { sandbox });
  });

  test('it was stopped: its processes are asked first, and killed when their grace is over', async () => {
    const daemon = await started();
    const start = async (script: string): Promise<string> => {
      const { id } = await daemon.call('session.start', { sandbox, process: sh(script), terminal: null });
      const log = await daemon.logs(id, { follow: true, tail: null });
      await once(log.stdout, 'data');
      log.close();
      return id;
    };
    const polite = await start('trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done');
    const deaf = await start('trap "" TERM; echo ready; while :; do sleep 0.1; done');
    await daemon.call('sandbox.stop', { sandbox, graceMs: 3000 });
    expect(await daemon.call('session.wait', { sessionId: polite })).toMatchObject({ state: 'ended', exitCode: 5 });
    expect(await daemon.call('session.wait', { sessionId: deaf })).toMatchObject({ state: 'ended', exitCode: null });
    expect(await stopped(daemon)).toMatchObject({ end: { reason: 'asked', error: null } });
  });
});

describe('what is asked of a sandbox', () => {
  test('while it does not run is refused, and stopping it is no error', async () => {
    const daemon = await made();
    const refused = async (work: () => Promise<unknown>) => {
      expect((await expectFailure('sandbox_not_running', work)).data).toEqual({ name: sandbox });
    };
    await refused(async () => await daemon.call('session.start', { sandbox, process: sh('true'), terminal: null }));
    await refused(async () => await daemon.call('sandbox.stats', { sandbox }));
    await refused(async () => await daemon.call('sandbox.top', { sandbox }));
    await expectFailure(
      'no_session',
      async () => await daemon.call('session.find', { reference: sandbox, has: 'log' }),
    );
    const request = { sandbox, process: sh('true'), stdin: false, capture: true };
    const { runId } = await daemon.call('exec.start', request);
    expect(await daemon.call('run.wait', { runId })).toMatchObject({ error: { code: 'sandbox_not_running' } });
    expect(await daemon.call('sandbox.stop', { sandbox, graceMs: 0 })).toMatchObject({ state: 'created', end: null });
  });

  test('while it starts: a stop ends the start, and two starts are one', async () => {
    const daemon = await made();
    const start = async () => await daemon.call('sandbox.start', { sandbox });
    const given = start();
    given.catch(() => undefined);
    await until({ what: 'the start', milliseconds: 10_000 }, async () => {
      return (await daemon.call('sandbox.inspect', { sandbox })).state === 'starting';
    });
    await daemon.call('sandbox.stop', { sandbox, graceMs: 0 });
    await expectFailure('sandbox_stopped', async () => await given);
    await session.expectNoMachine();
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.machine).toEqual(other.machine);
    expect(session.machines()).toHaveLength(1);
  });

  test('a removal in use ends what uses it, which is told why', async () => {
    await started();
    const running = session.start(['exec', sandbox, 'sh', '-c', 'echo up; sleep 1000']);
    await running.seen(/up/);
    await session.bellglass(['rm', '-f', sandbox]);
    expect(await running.ended).toMatchObject({
      status: 125,
      stderr: expect.stringMatching(/^bellglass: The sandbox "dev" stopped meanwhile: it was removed\./) as string,
    });
  });

  test('a removal in use ends what uses it, and leaves nothing', async () => {
    const daemon = await started();
    await expectFailure('sandbox_running', async () => await daemon.call('sandbox.remove', { sandbox, force: false }));
    const request = { sandbox, process: sh('sleep 1000'), stdin: false, capture: true };
    const { runId } = await daemon.call('exec.start', request);
    await daemon.call('sandbox.remove', { sandbox, force: true });
    expect(await daemon.call('run.wait', { runId })).toMatchObject({ outcome: 'failed' });
    expect((await daemon.call('sandbox.list', {})).sandboxes).toEqual([]);
    await session.expectNoMachine();
  });

  test('an exec whose client goes is ended in the guest, and the sandbox runs on', async () => {
    const daemon = await started();
    const client = await daemonOf(session);
    await client.call('exec.start', { sandbox, process: sh('exec sleep 4321'), stdin: false, capture: true });
    const commands = async () =>
      (await daemon.call('sandbox.top', { sandbox })).processes.map(({ command }) => command);
    await until({ what: 'the process', milliseconds: 20_000 }, async () => (await commands()).includes('sleep 4321'));
    client.close();
    await until({ what: 'its end', milliseconds: 20_000 }, async () => !(await commands()).includes('sleep 4321'));
    expect((await daemon.call('sandbox.inspect', { sandbox })).state).toBe('running');
  });
});
