import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { VERSION } from '../../../daemon/protocol/version.js';
import { identityOf } from '../../../daemon/state/processIdentity.js';
import { daemonPid, killDaemon } from '../../helpers/session/killedDaemon.js';
import { commandsOf } from '../../helpers/session/commandsOf.js';
import { installOther } from '../../helpers/kept/otherVersion.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const { bellglass } = commandsOf(session);
const small = ['--memory', '128m', '--disk', '256m'];
const newer = '99.0.0';

const inspected = (text: string): SandboxInfo => (JSON.parse(text) as SandboxInfo[])[0]!;

afterEach(async () => {
  for (const id of (await bellglass('ls', '-q')).split('\n').filter((one) => one !== ''))
    await bellglass('rm', '-f', id);
  await session.expectNoMachine();
});

describe('a daemon that is killed', () => {
  test('is followed by one that has its sandbox, on the same machine, with its process and its reason to stop', async () => {
    await bellglass('create', '--name', 'dev', '--ttl', '1h', ...small);
    await bellglass('start', 'dev');
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', 'echo before; sleep 3; echo after; exit 6')).trim();
    const before = inspected(await bellglass('inspect', 'dev'));
    await killDaemon(session);
    const after = inspected(await bellglass('inspect', 'dev'));
    expect(after).toMatchObject({ machine: before.machine, settings: before.settings, startedAt: before.startedAt });
    expect(after.walls).toEqual(before.walls);
    expect(await bellglass('logs', '-f', id)).toBe('before\nafter\n');
    expect(inspected(await bellglass('inspect', 'dev')).sessions).toMatchObject([{ id, state: 'ended', exitCode: 6 }]);
    expect(await bellglass('exec', 'dev', 'echo', 'still here')).toBe('still here\n');
  });

  test('whose database is damaged meanwhile too: nothing is lost, and the user is told once', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', 'echo before; sleep 1000')).trim();
    await killDaemon(session);
    const database = `${session.state}/bellglass/bellglass.db`;
    // What the write-ahead log has is taken from there.
    for (const suffix of ['', '-wal']) writeFileSync(`${database}${suffix}`, Buffer.alloc(65_536, 'x'));
    const listed = await session.bellglass(['ls', '--format', '{{.Name}} {{.State}}']);
    expect(listed).toMatchObject({ status: 0, stdout: 'dev running\n' });
    expect(listed.stderr).toMatch(
      new RegExp(`^bellglass: The database was damaged\\. It was put aside as ${database}\\.damaged-`),
    );
    expect(inspected(await bellglass('inspect', 'dev')).sessions).toMatchObject([{ id, state: 'running' }]);
    expect(await bellglass('logs', id)).toBe('before\n');
    await killDaemon(session);
    expect(await session.bellglass(['ls', '-q'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('and whose successor sees the machine killed: the sandbox failed, and its guest did not switch it off', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    await killDaemon(session);
    const { machine } = inspected(await bellglass('inspect', 'dev'));
    process.kill(machine!.pid, 'SIGKILL');
    const end = async () => inspected(await bellglass('inspect', 'dev')).end;
    await until({ what: 'its end', milliseconds: 20_000 }, async () => (await end()) !== null);
    expect(await end()).toMatchObject({ reason: 'failed', error: { code: 'machine_ended' } });
  });

  test('while its machine is killed too: the sandbox is there, stopped, and says that nobody saw how', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const { machine } = inspected(await bellglass('inspect', 'dev'));
    await killDaemon(session);
    process.kill(machine!.pid, 'SIGKILL');
    await until({ what: 'its end', milliseconds: 10_000 }, () => identityOf(machine!.pid) === null);
    expect(inspected(await bellglass('inspect', 'dev'))).toMatchObject({ state: 'stopped', end: { reason: 'lost' } });
    await session.expectNoMachine();
    await bellglass('start', 'dev');
  });
});

describe('a daemon with another runtime directory', () => {
  const elsewhere = (...args: string[]) =>
    session.bellglass(args, { env: { XDG_RUNTIME_DIR: session.makeDirectory(`${session.directory}/r2`, 0o700) } });

  test('leaves a sandbox alone that another daemon has, and takes it over when that one is gone', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const { machine } = inspected(await bellglass('inspect', 'dev'));
    const first = daemonPid(session);
    for (const args of [['ls'], ['start', 'dev'], ['rm', '-f', 'dev']]) {
      const refused = await elsewhere(...args);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toMatch(new RegExp(`another daemon's of yours.* with: kill ${String(first)}\n$`));
    }
    expect(await elsewhere('run', '--', 'echo', 'runs')).toMatchObject({ status: 0, stdout: 'runs\n' });
    expect(inspected(await bellglass('inspect', 'dev'))).toMatchObject({ state: 'running', machine });
    await killDaemon(session, first);
    expect(inspected((await elsewhere('inspect', 'dev')).stdout)).toMatchObject({ state: 'running', machine });
    expect(await elsewhere('exec', 'dev', 'echo', 'on')).toMatchObject({ status: 0, stdout: 'on\n' });
    expect(await elsewhere('daemon', 'stop')).toMatchObject({ status: 0 });
  });

  test('or the same, lost: a machine that cannot be reached any more is ended, and the sandbox is there', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    await killDaemon(session);
    rmSync(`${session.runtime}/bellglass`, { recursive: true });
    expect(inspected(await bellglass('inspect', 'dev'))).toMatchObject({ state: 'stopped', end: { reason: 'lost' } });
    await session.expectNoMachine();
    await bellglass('start', 'dev');
  });
});

test('a newer daemon takes over from an older one without ending its sandboxes; an older client is told so', async () => {
  await bellglass('create', '--name', 'dev', ...small);
  await bellglass('start', 'dev');
  const old = { pid: daemonPid(session), info: inspected(await bellglass('inspect', 'dev')) };
  const withNewer = installOther(session, newer);
  expect(inspected((await withNewer('inspect', 'dev')).stdout)).toMatchObject({
    state: 'running',
    machine: old.info.machine,
  });
  expect(daemonPid(session)).not.toBe(old.pid);
  const refused = await session.bellglass(['ls']);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(new RegExp(`^bellglass: .*${newer}.*${VERSION}.*\\n$`));
  expect(await withNewer('exec', 'dev', 'echo', 'on')).toMatchObject({ status: 0, stdout: 'on\n' });
  expect(await withNewer('daemon', 'stop')).toMatchObject({ status: 0 });
});
