import { describe, expect, test } from 'vitest';
import type { Running } from '../helpers/session/command.js';
import { identityOf, isAlive } from '../../daemon/state/processIdentity.js';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();

/** A run that says "up" and then stays until its input ends. */
async function stayingRun(): Promise<Running> {
  const running = session.start(['run', '-i', '--', 'sh', '-c', 'echo up; cat'], { keepStdin: true, limit: 30_000 });
  await running.seen(/up/);
  return running;
}

/** The session's processes whose command line has that word. */
function pidsOf(word: string): number[] {
  return session.processes().flatMap(({ pid, command }) => (command.includes(word) ? [pid] : []));
}

async function killAndWait(pid: number): Promise<void> {
  const identity = identityOf(pid);
  process.kill(pid, 'SIGKILL');
  await until(
    { what: 'the end of what was killed', milliseconds: 10_000 },
    () => identity === null || !isAlive(identity),
  );
}

async function expectUsable(): Promise<void> {
  expect(await session.run(['--', 'echo', 'works'])).toMatchObject({ status: 0, stdout: 'works\n', stderr: '' });
}

describe('kill -9 in the middle of a run', () => {
  test('of the daemon: its machines end with it, the run says so, and the next one finds nothing in its way', async () => {
    const { ended } = await stayingRun();
    const [daemon = 0] = pidsOf('bellglassd');
    await killAndWait(daemon);
    const { stdout, ...rest } = await ended;
    expect(stdout).toBe('up\n');
    expectOneSentence({ ...rest, stdout: '' }, /^bellglass: The connection to the daemon was lost/);
    await until({ what: 'the end of its machine', milliseconds: 10_000 }, () => session.processes().length === 0);
    await expectUsable();
    await session.expectNoMachine();
  });

  test('of the command: the daemon ends its machine', async () => {
    const { child, ended } = await stayingRun();
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
    await session.expectNoMachine();
    await expectUsable();
  });

  test.each(['bellglass-virtiofsd', 'qemu-system'])('of %s: the run says that its sandbox ended', async (name) => {
    const { ended } = await stayingRun();
    const [pid] = pidsOf(name);
    expect(pid).toBeDefined();
    await killAndWait(pid ?? 0);
    const { stdout, ...rest } = await ended;
    expect(stdout).toBe('up\n');
    expectOneSentence(
      { ...rest, stdout: '' },
      /^bellglass: The sandbox (ended before its program did|answered|did not)/,
    );
    await session.expectNoMachine();
    await expectUsable();
  });

  test('of one machine of two: the other goes on', async () => {
    const [one, other] = [await stayingRun(), await stayingRun()];
    const status = await session.bellglass(['daemon', 'status', '--json']);
    const { machines } = JSON.parse(status.stdout) as { machines: { pid: number }[] };
    expect(machines).toHaveLength(2);
    await killAndWait(machines[0]?.pid ?? 0);
    const first = await Promise.race([one.ended.then(() => one), other.ended.then(() => other)]);
    const { stdout, ...rest } = await first.ended;
    expect(stdout).toBe('up\n');
    expectOneSentence({ ...rest, stdout: '' }, /^bellglass: The sandbox ended before its program did/);
    const second = first === one ? other : one;
    second.child.stdin?.end('goes on\n');
    expect(await second.ended).toMatchObject({ status: 0, stdout: 'up\ngoes on\n', stderr: '' });
  });
});

describe('closed pipes', () => {
  test('standard output: 141', async () => {
    const { child, ended, seen } = session.start(['run', '--', 'sh', '-c', 'while :; do echo line; done']);
    await seen(/line/);
    child.stdout.destroy();
    expect(await ended).toMatchObject({ status: 141 });
    await session.expectNoMachine();
  });

  test('standard error: 141', async () => {
    const { child, ended, seen } = session.start(['run', '--', 'sh', '-c', 'echo up; while :; do echo line >&2; done']);
    await seen(/up/);
    child.stderr.destroy();
    expect(await ended).toMatchObject({ status: 141 });
    await session.expectNoMachine();
  });

  test('standard input that cannot be read ends for the program too, and that is said', async () => {
    const { node, cli } = session.app;
    // The memory at 0 is nobody's: reading it is an input/output error.
    const script = 'exec 3</proc/self/mem; "$0" "$1" run -i -- wc -c <&3; exit $?';
    const ended = await session.host('bash', ['-c', script, node, cli], { limit: 60_000 });
    expect(ended).toMatchObject({ status: 0, stdout: '0\n' });
    expect(ended.stderr).toMatch(/^bellglass: Standard input could not be read to its end \(EIO: [^\n]*\n$/);
  });

  test('standard input that the program does not read is no fault', async () => {
    const ended = await session.run(['-i', '--', 'true'], { stdin: Buffer.alloc(8 << 20) });
    expect(ended).toMatchObject({ status: 0, stderr: '' });
  });
});
