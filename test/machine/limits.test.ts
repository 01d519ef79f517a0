import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();

describe('memory is what was asked for', () => {
  test.each([
    ['256m', 256],
    ['2g', 2048],
  ])('%s', async (flag, mebibytes) => {
    const ended = await session.sh("awk '/MemTotal/ {print $2}' /proc/meminfo", ['--memory', flag]);
    const total = Number(ended.stdout) / 1024;
    expect(total).toBeLessThanOrEqual(mebibytes);
    // The kernel's own image and page tables are not in MemTotal.
    expect(total).toBeGreaterThan(mebibytes - 96);
  });
});

test.each([1, 2])('CPUs are as many as were asked for: %i', async (cpus) => {
  expect(await session.sh('nproc', ['--cpus', String(cpus)])).toMatchObject({ status: 0, stdout: `${String(cpus)}\n` });
});

describe('a time-out', () => {
  test('is 124 and one sentence; what was written before it has arrived', async () => {
    const ended = await session.sh('echo before; exec sleep 1000', ['--timeout', '6s']);
    expect(ended).toMatchObject({ status: 124, stdout: 'before\n' });
    expect(ended.stderr).toMatch(/^bellglass: [^\n]*(time|6 s)[^\n]*\n$/i);
  });

  test('ends a program that ignores every signal', async () => {
    const ended = await session.sh("trap '' INT TERM HUP QUIT; while :; do sleep 1; done", ['--timeout', '6s']);
    expect(ended).toMatchObject({ status: 124 });
  });

  test('holds although nobody reads the output', async () => {
    const { child, ended } = session.start(['run', '--timeout', '6s', '--mode', 'none', '--', 'yes']);
    await once(child.stdout, 'data');
    child.stdout.pause();
    await until({ what: 'the end of the machine', milliseconds: 30_000 }, () => session.machines().length === 0);
    child.stdout.resume();
    expect(await ended).toMatchObject({ status: 124 });
  });

  test('does not touch a program that ends before', async () => {
    expect(await session.sh('exit 3', ['--timeout', '1h'])).toMatchObject({ status: 3, stderr: '' });
  });
});

describe('memory that is used up', () => {
  const hog = 'b=[]\nwhile True: b.append(bytearray(16<<20))';

  test('ends the program, and that is said as such', async () => {
    const ended = await session.run(['--memory', '256m', '--', 'python3', '-c', hog]);
    expect(ended).toMatchObject({ status: 137, stdout: '' });
    expect(ended.stderr).toMatch(/^bellglass: The program was ended because the memory[^\n]*--memory[^\n]*\n$/);
  });

  test('by a part of the program ends that part, and the program is not said to be ended', async () => {
    const ended = await session.sh(`python3 -c '${hog}'; echo $?`, ['--memory', '256m']);
    expect(ended).toMatchObject({ status: 0, stdout: '137\n' });
    expect(ended.stderr).toMatch(/\nbellglass: A process that the program started was ended because the memory/);
  });

  test('by a compiler is said to be why the compilation failed', async () => {
    // The preprocessor reads its input whole.
    session.write('endless.c', '#include "/dev/zero"\n');
    const ended = await session.run(['--memory', '256m', 'endless.c']);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/could not compile[^\n]*\nbellglass: The compilation failed because the memory/);
  });
});

test('a fork bomb ends with its time and leaves nothing', async () => {
  const ended = await session.sh('bomb() { bomb | bomb & }; bomb; sleep 1000', ['--timeout', '8s', '--memory', '256m']);
  expect([124, 137]).toContain(ended.status);
  await session.expectNoMachine();
});
