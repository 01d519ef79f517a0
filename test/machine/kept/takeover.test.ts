import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { VERSION } from '../../../daemon/protocol/version.js';
import { identityOf } from '../../../daemon/state/processIdentity.js';
import { type Ended, start } from '../../helpers/session/command.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const small = ['--memory', '128m', '--disk', '256m'];
const newer = '99.0.0';

async function bellglass(...args: string[]): Promise<string> {
  const ended = await session.bellglass(args);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return ended.stdout;
}

/** A copy of the installation that is of another version; nothing else of it is different. */
function installNewer(): string {
  const directory = `${session.directory}/newer`;
  cpSync(session.app.daemon.replace(/\/[^/]+$/, ''), directory, { recursive: true });
  for (const name of ['bellglass.mjs', 'bellglassd.mjs']) {
    const text = readFileSync(`${directory}/${name}`, 'utf8');
    writeFileSync(`${directory}/${name}`, text.replaceAll(`"${VERSION}"`, `"${newer}"`));
  }
  return `${directory}/bellglass.mjs`;
}

const inspected = (text: string): SandboxInfo => (JSON.parse(text) as SandboxInfo[])[0]!;

function daemonPid(): number {
  const [daemon] = session.processes().filter(({ command }) => command.includes('bellglassd'));
  return daemon?.pid ?? 0;
}

async function killDaemon(): Promise<void> {
  const identity = identityOf(daemonPid())!;
  process.kill(identity.pid, 'SIGKILL');
  await until({ what: 'its end', milliseconds: 10_000 }, () => identityOf(identity.pid) === null);
}

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
    await killDaemon();
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
    await killDaemon();
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
    await killDaemon();
    expect(await session.bellglass(['ls', '-q'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('while its machine is killed too: the sandbox is there, stopped, and says that nobody saw how', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const { machine } = inspected(await bellglass('inspect', 'dev'));
    await killDaemon();
    process.kill(machine!.pid, 'SIGKILL');
    await until({ what: 'its end', milliseconds: 10_000 }, () => identityOf(machine!.pid) === null);
    expect(inspected(await bellglass('inspect', 'dev'))).toMatchObject({ state: 'stopped', end: { reason: 'lost' } });
    await session.expectNoMachine();
    await bellglass('start', 'dev');
  });
});

test('a newer daemon takes over from an older one without ending its sandboxes; an older client is told so', async () => {
  await bellglass('create', '--name', 'dev', ...small);
  await bellglass('start', 'dev');
  const old = { pid: daemonPid(), info: inspected(await bellglass('inspect', 'dev')) };
  const cli = installNewer();
  const options = { cwd: session.workspace, env: session.env, uid: session.account.uid, gid: session.account.gid };
  const withNewer = async (...args: string[]): Promise<Ended> =>
    await start(session.app.node, [cli, ...args], options).ended;
  expect(inspected((await withNewer('inspect', 'dev')).stdout)).toMatchObject({
    state: 'running',
    machine: old.info.machine,
  });
  expect(daemonPid()).not.toBe(old.pid);
  const refused = await session.bellglass(['ls']);
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toMatch(new RegExp(`^bellglass: .*${newer}.*${VERSION}.*\\n$`));
  expect(await withNewer('exec', 'dev', 'echo', 'on')).toMatchObject({ status: 0, stdout: 'on\n' });
  expect(await withNewer('daemon', 'stop')).toMatchObject({ status: 0 });
});
