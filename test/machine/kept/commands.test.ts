import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxStats } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { Ended } from '../../helpers/session/command.js';
import { commandsOf } from '../../helpers/session/commandsOf.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const { bellglass, inspect } = commandsOf(session);

const small = ['--memory', '256m', '--disk', '256m'];

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
    expect(await bellglass('stop', '--timeout', '3', 'dev')).toBe('dev\n');
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

  test('and goes when it stops is not gone when it is booted again', async () => {
    await bellglass('run', '-d', '--name', 'dev', ...small, '--', 'sleep', '1000');
    await bellglass('exec', 'dev', 'sh', '-c', 'echo kept >/var/tmp/file');
    // Its main process ends before the machine does.
    await bellglass('exec', '-d', 'dev', 'sh', '-c', 'trap "sleep 1; exit" TERM; while :; do sleep 0.1; done');
    expect(await bellglass('restart', '-t', '3', 'dev')).toBe('dev\n');
    expect(await bellglass('exec', 'dev', 'cat', '/var/tmp/file')).toBe('kept\n');
    await bellglass('stop', '-t', '0', 'dev');
    expect(await bellglass('ls', '-q')).toBe('');
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

  test('fails with a sentence when output cannot be written, and as Docker when nobody reads it', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    await bellglass('exec', '-d', 'dev', 'echo', 'hi');
    const script = '"$@"; echo $? >&2';
    const into = async (output: string, ...args: string[]): Promise<string> => {
      const shell = ['-c', `{ ${script}; } ${output}`, 'sh', session.app.node, session.app.cli];
      return (await session.host('sh', [...shell, ...args])).stderr;
    };
    const unwritten =
      'bellglass: Output could not be written (ENOSPC: no space left on device, write), so some of it is missing.';
    expect(await into('>/dev/full', 'exec', 'dev', 'seq', '100000')).toBe(`${unwritten}\n125\n`);
    for (const args of [['ls'], ['inspect', 'dev'], ['stats', '--no-stream'], ['logs', 'dev']])
      expect(await into('>/dev/full', ...args)).toBe(`${unwritten}\n1\n`);
    expect(await into('| head -n 1 >/dev/null', 'exec', 'dev', 'seq', '1000000')).toBe('141\n');
    expect(await into('| true', 'ls')).toBe('0\n');
  });

  test('tells what it uses and which processes it has', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    await bellglass('exec', '-d', 'dev', 'sh', '-c', 'while :; do :; done');
    expect(await bellglass('top', 'dev')).toMatch(/^PID .*COMMAND\n(.*\n)*\d+ .* sh -c while :; do :; done\n/);
    const table = await bellglass('stats', '--no-stream');
    const share = Number(/ dev +([\d.]+)%/.exec(table)?.[1]);
    expect(share).toBeGreaterThan(20);
    expect(await bellglass('stats', '-a', '--no-stream', '--format', '{{.Name}} {{.PIDs}}')).toBe('dev 1\n');
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

  test('runs it again when it is started again', async () => {
    const script = 'echo again >>/var/tmp/times; cat /var/tmp/times; test $(wc -l </var/tmp/times) = 2 && sleep 1000';
    const args = [...small, '--keep', '--name', 'stays', '--', 'sh', '-c', script];
    expect(await session.run(args)).toMatchObject({ status: 1, stdout: 'again\n' });
    expect(await bellglass('start', 'stays')).toBe('stays\n');
    const { sessions } = await inspect('stays');
    expect(sessions).toMatchObject([
      { main: true, state: 'ended', exitCode: 1 },
      { main: true, state: 'running' },
    ]);
    expect(await bellglass('logs', 'stays')).toBe('again\nagain\n');
    expect(await bellglass('stop', '-t', '0', 'stays')).toBe('stays\n');
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

describe('a program that is followed', () => {
  const last = 200;
  const count = `i=0; while [ $i -lt ${String(last)} ]; do i=$((i+1)); echo line $i; echo err $i >&2; sleep 0.1; done; exit 7`;
  const lines = (word: string): string =>
    Array.from({ length: last }, (_, index) => `${word} ${String(index + 1)}\n`).join('');

  test('is followed on when its daemon is killed, twice: each byte once, and its status', async () => {
    const run = session.start(['run', ...small, '--name', 'long', '--', 'sh', '-c', count]);
    await run.seen(/line 2\n/);
    const log = session.start(['logs', '-f', 'long']);
    const json = session.start(['logs', '-f', '--json', 'long']);
    for (const seen of [log.seen(/line 5\n/), json.seen(/line 5\b/)]) await seen;
    await killDaemon(session);
    await run.seen(/line 40\n/);
    await killDaemon(session);
    const all = { stdout: lines('line'), stderr: lines('err') };
    expect(await log.ended).toMatchObject({ status: 0, ...all });
    expect(await run.ended).toMatchObject({ status: 7, ...all });
    const pieces = (await json.ended).stdout.trim().split('\n');
    const texts = pieces.map((line) => JSON.parse(line) as { stream: 'stdout' | 'stderr'; text: string });
    for (const stream of ['stdout', 'stderr'] as const)
      expect(texts.flatMap((one) => (one.stream === stream ? [one.text] : [])).join('')).toBe(all[stream]);
    expect(await bellglass('ls', '-q')).toBe('');
    await session.expectNoMachine();
  });

  test('is told to have ended when its sandbox is booted again, which is not held up by that', async () => {
    const run = session.start(['run', ...small, '--keep', '--name', 'long', '--', 'sh', '-c', 'echo up; sleep 1000']);
    await run.seen(/up/);
    expect(await bellglass('restart', '-t', '1', 'long')).toBe('long\n');
    expect(await run.ended).toMatchObject({ stdout: 'up\n' });
    expect(await inspect('long')).toMatchObject({ state: 'running', end: null });
  });

  test('is sent the signal that came while no daemon was there', async () => {
    const script = 'trap "echo caught; exit 9" INT; echo up; while :; do sleep 0.1; done';
    const run = session.start(['run', ...small, '--name', 'long', '--', 'sh', '-c', script]);
    await run.seen(/up/);
    await killDaemon(session);
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({ status: 9, stdout: 'up\ncaught\n', stderr: '' });
  });

  test('from its last lines on is left when its daemon is killed, and the user told how to go on', async () => {
    await bellglass('create', '--name', 'dev', ...small);
    await bellglass('start', 'dev');
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', 'seq 5; sleep 1000')).trim();
    await until({ what: 'its lines', milliseconds: 20_000 }, async () => (await bellglass('logs', id)).endsWith('5\n'));
    const log = session.start(['logs', '-f', '--tail', '2', 'dev']);
    await log.seen(/5\n/);
    await killDaemon(session);
    expect(await log.ended).toMatchObject({
      status: 1,
      stdout: '4\n5\n',
      stderr: `bellglass: The connection to the daemon was lost, and with it the place in the log. The program runs on. Follow it with: bellglass logs -f ${id}\n`,
    });
    expect(await bellglass('logs', id)).toBe('1\n2\n3\n4\n5\n');
  });
});
