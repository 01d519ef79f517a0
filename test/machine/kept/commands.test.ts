import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxInfo, SandboxStats } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { Ended } from '../../helpers/session/command.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

/** Runs `bellglass ARGS…`, which must go well. */
async function bellglass(...args: string[]): Promise<string> {
  const ended = await session.bellglass(args);
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  return ended.stdout;
}

const small = ['--memory', '256m', '--disk', '256m'];
const inspect = async (sandbox: string): Promise<SandboxInfo> => {
  const [info] = JSON.parse(await bellglass('inspect', sandbox)) as SandboxInfo[];
  return info!;
};

afterEach(async () => {
  const ids = (await bellglass('ls', '-q')).split('\n').filter((id) => id !== '');
  if (ids.length > 0) await bellglass('rm', '-f', ...ids);
});

describe('a sandbox that is kept', () => {
  test('is made, started, used, stopped and started again, and its disk survives', async () => {
    const id = (await bellglass('create', '--name', 'dev', ...small)).trim();
    expect(await bellglass('start', 'dev')).toBe('dev\n');
    expect(await bellglass('ls', '--format', '{{.ID}} {{.Name}} {{.State}}')).toBe(`${id} dev running\n`);
    const both = 'echo out; echo err >&2; echo kept >/var/tmp/file; echo gone >/tmp/file; exit 5';
    const ended = await session.bellglass(['exec', 'dev', 'sh', '-c', both]);
    expect(ended).toMatchObject({ status: 5, stdout: 'out\n', stderr: 'err\n' });
    expect(await bellglass('stop', '--time', '3', 'dev')).toBe('dev\n');
    expect(await inspect('dev')).toMatchObject({ id, state: 'stopped', end: { reason: 'asked' }, machine: null });
    await session.expectNoMachine();
    expect(await bellglass('start', id.slice(0, 6))).toBe(`${id.slice(0, 6)}\n`);
    expect(await bellglass('exec', 'dev', 'cat', '/var/tmp/file')).toBe('kept\n');
    expect(await session.bellglass(['exec', 'dev', 'cat', '/tmp/file'])).toMatchObject({ status: 1 });
    expect(await bellglass('restart', '-t', '3', 'dev')).toBe('dev\n');
    expect(await bellglass('exec', '--', 'dev', 'cat', '/var/tmp/file')).toBe('kept\n');
    expect(await bellglass('rename', 'dev', 'work')).toBe('');
    const refused = await session.bellglass(['rm', 'work']);
    expect(refused).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^bellglass: The sandbox "work" runs\./) as string,
    });
    expect(await bellglass('rm', '-f', 'work')).toBe('work\n');
    expect(await bellglass('ls', '-q')).toBe('');
    await session.expectNoMachine();
  });

  test('passes standard input on, and keeps a record where that is asked for', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const input = await session.bellglass(['exec', '-i', '-e', 'A=1', 'dev', 'sh', '-c', 'cat; echo $A'], {
      stdin: 'in\n',
    });
    expect(input).toMatchObject({ status: 0, stdout: 'in\n1\n' });
    const record = JSON.parse(await bellglass('exec', '--json', 'dev', 'echo', 'hi')) as object;
    expect(record).toMatchObject({ command: ['echo', 'hi'], stdout: 'hi\n', status: 0, outcome: 'exited' });
    expect(await session.bellglass(['exec', 'dev', 'no-such-program'])).toMatchObject({ status: 127 });
  });

  test('tells what it uses and which processes it has', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    await bellglass('exec', '-d', 'dev', 'sh', '-c', 'while :; do :; done');
    expect(await bellglass('top', 'dev')).toMatch(/^PID .*COMMAND\n(.*\n)*\d+ .* sh -c while :; do :; done\n/);
    const table = await bellglass('stats', '--no-stream');
    const share = Number(/ dev +([\d.]+)%/.exec(table)?.[1]);
    expect(share).toBeGreaterThan(20);
    const reading = JSON.parse(await bellglass('stats', '--json', 'dev')) as { stats: SandboxStats };
    expect(reading.stats).toMatchObject({ name: 'dev', processes: 1 });
    expect(reading.stats.memoryTotalKiB).toBeLessThan(256 * 1024);
  });

  test('shows what a program in the background writes', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const id = (
      await bellglass('exec', '-d', 'dev', 'sh', '-c', 'echo one; echo two; sleep 1; echo three; exit 4')
    ).trim();
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(await bellglass('logs', '-f', id)).toBe('one\ntwo\nthree\n');
    expect(await bellglass('logs', '--tail', '1', 'dev')).toBe('three\n');
    const lines = (await bellglass('logs', '--json', id)).trim().split('\n');
    const texts = lines.map((line) => JSON.parse(line) as { stream: string; text: string });
    expect(texts.map(({ text }) => text).join('')).toBe('one\ntwo\nthree\n');
    expect(await bellglass('logs', '--console', 'dev')).not.toBe('');
  });
});

describe('a run whose sandbox has a life of its own', () => {
  const one = (ended: Ended): string => ended.stdout.trim();

  test('with a name is removed when its program has ended, and gives its status', async () => {
    const ended = await session.run([...small, '--name', 'brief', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3']);
    expect(ended).toMatchObject({ status: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(await bellglass('ls', '-q')).toBe('');
    await session.expectNoMachine();
  });

  test('with --keep stays, stopped, with its log', async () => {
    expect(await session.run([...small, '--keep', '--name', 'stays', '--', 'echo', 'hi'])).toMatchObject({
      status: 0,
      stdout: 'hi\n',
    });
    expect(await inspect('stays')).toMatchObject({ state: 'stopped', end: { reason: 'command' } });
    expect(await bellglass('ls', '--format', '{{.Status}}')).toMatch(/^Exited \(0\) /);
    expect(await bellglass('logs', 'stays')).toBe('hi\n');
  });

  test('with -d prints its id and runs on', async () => {
    const id = one(await session.run([...small, '-d', '--name', 'back', '--', 'sh', '-c', 'echo up; sleep 1000']));
    expect(await inspect('back')).toMatchObject({ id, state: 'running', settings: { autoRemove: true } });
    expect(await bellglass('stop', '-t', '0', 'back')).toBe('back\n');
    expect(await bellglass('ls', '-q')).toBe('');
  });

  test('passes Ctrl-C on to its program', async () => {
    const script = 'trap "echo caught; exit 9" INT; echo up; while :; do sleep 0.1; done';
    const { child, ended, seen } = session.start(['run', ...small, '--name', 'brief', '--', 'sh', '-c', script]);
    await seen(/up/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 9, stdout: 'up\ncaught\n' });
  });

  test('with a name that is taken, or unknown, is told so', async () => {
    await bellglass('create', '--name', 'workbench', ...small);
    expect(await session.run(['--name', 'workbench', '--', 'true'])).toMatchObject({
      status: 125,
      stderr: expect.stringMatching(/^bellglass: There is a sandbox "workbench" already\./) as string,
    });
    expect(await session.bellglass(['exec', 'workbensh', 'true'])).toMatchObject({
      status: 125,
      stderr: 'bellglass: There is no sandbox "workbensh". Did you mean "workbench"?\n',
    });
  });
});
