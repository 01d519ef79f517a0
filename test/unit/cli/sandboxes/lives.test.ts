import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '../../../helpers/project.js';
import { Home } from '../home.js';

// Sandboxes that are made and never started need no machine. test/machine has those that run.
let home: Home;
beforeAll(() => {
  home = new Home({ BELLGLASS_NATIVE: inProject('dist/native/linux-x64') });
});
afterAll(async () => {
  await home.remove();
});

/** Makes a sandbox that shows nothing. @returns its id */
async function make(name: string): Promise<string> {
  const { status, stdout, stderr } = await home.bellglass('create', '--name', name, '--mode', 'none', '--disk', '64m');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim();
}

describe('the life of a sandbox that is never started', () => {
  test('it is made, listed, inspected, renamed and removed', async () => {
    const id = await make('one');
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(await home.bellglass('ls', '-q')).toEqual({ status: 0, stdout: `${id}\n`, stderr: '' });
    expect((await home.bellglass('ls', '--format', '{{.Name}} {{.Status}}')).stdout).toBe('one Created\n');
    const inspected = await home.bellglass('inspect', 'one', id.slice(0, 5));
    expect(JSON.parse(inspected.stdout)).toMatchObject([{ id, name: 'one' }, { id }]);
    const others = [await make('other-a'), await make('other-b')];
    expect(await home.bellglassInto('/dev/full', 'ls')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^bellglass: Output could not be written/) as string,
    });
    expect((await home.bellglass('ls', '-q', '-f', 'name=^other', '-f', 'status=created')).stdout).toBe(
      `${others.join('\n')}\n`,
    );
    expect((await home.bellglass('ls', '-ql')).stdout).toBe(`${others[1]!}\n`);
    expect((await home.bellglass('ls', '-q', '--filter', 'status=running')).stdout).toBe('');
    await home.bellglass('rm', ...others);
    expect(await home.bellglass('rename', 'one', 'two')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await home.bellglass('inspect', '-f', '{{.Name}} {{json .Settings.DiskMiB}}', id)).stdout).toBe('two 64\n');
    expect(await home.bellglass('rm', 'two')).toEqual({ status: 0, stdout: 'two\n', stderr: '' });
    expect(JSON.parse((await home.bellglass('ls', '--json')).stdout)).toEqual([]);
  });

  test('one that is gone with the rest of many is told of, and the rest is done', async () => {
    await make('a');
    await make('b');
    const { status, stdout, stderr } = await home.bellglass('rm', 'a', 'nobody', 'b');
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'a\nb\n' });
    expect(stderr).toBe('bellglass: There is no sandbox "nobody". "bellglass ls" lists those there are.\n');
    expect((await home.bellglass('ls', '-q')).stdout).toBe('');
  });

  test('one that there is not is told of by rm -f, which is content', async () => {
    await make('a');
    expect(await home.bellglass('rm', '-f', 'nobody', 'a')).toEqual({
      status: 0,
      stdout: 'a\n',
      stderr: 'bellglass: There is no sandbox "nobody". "bellglass ls" lists those there are.\n',
    });
  });

  test('--json says what became of each', async () => {
    await make('c');
    const { status, stdout } = await home.bellglass('stop', '--json', 'c', 'nobody');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { reference: 'c', sandbox: { name: 'c', state: 'created' }, error: null },
      { reference: 'nobody', sandbox: null, error: { code: 'unknown_sandbox' } },
    ]);
    await home.bellglass('rm', 'c');
  });

  test('a name that is taken, malformed or nearly right gets a sentence and status 1', async () => {
    await make('workbench');
    for (const [argv, sentence] of [
      [['create', '--name', 'workbench', '--mode', 'none'], /^bellglass: There is a sandbox "workbench" already\./],
      [['create', '--name', 'a b'], /^bellglass: "a b" cannot name a sandbox\./],
      [['rename', 'workbench', '-'], /^bellglass: "-" cannot name a sandbox\./],
      [['start', 'workbensh'], /^bellglass: There is no sandbox "workbensh"\. Did you mean "workbench"\?/],
      [['start', ''], /^bellglass: There is no sandbox ""\. "bellglass ls" lists those there are\./],
      [['top', 'a'.repeat(3000)], /^bellglass: There is no sandbox "a+[^"]*"\./],
      [['top', 'workbench'], /^bellglass: The sandbox "workbench" does not run\./],
      [['logs', 'workbench'], /^bellglass: Nothing runs in the background of the sandbox "workbench"\./],
    ] as const) {
      const { status, stdout, stderr } = await home.bellglass(...argv);
      expect(stderr).toMatch(sentence);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    }
    await home.bellglass('rm', 'workbench');
  });

  test('what would run a program fails as a run does, with status 125', async () => {
    await make('quiet');
    for (const argv of [
      ['exec', 'quiet', 'ls'],
      ['exec', '-d', 'quiet', 'ls'],
    ])
      expect(await home.bellglass(...argv)).toEqual({
        status: 125,
        stdout: '',
        stderr: 'bellglass: The sandbox "quiet" does not run. Start it with: bellglass start quiet\n',
      });
    expect(await home.bellglass('exec', '-it', 'quiet', 'sh')).toEqual({
      status: 125,
      stdout: '',
      stderr: 'bellglass: The input device is not a TTY. Run this in a terminal, or leave -t out.\n',
    });
    await home.bellglass('rm', 'quiet');
  });

  test('a console that nobody kept is empty, and statistics of what does not run are none', async () => {
    await make('still');
    expect(await home.bellglass('logs', '--console', 'still')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await home.bellglass('logs', '--console', '--json', 'still')).stdout).toBe('{"text":null}\n');
    const { status, stdout, stderr } = await home.bellglass('stats', 'still');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^bellglass: The sandbox "still" does not run\./);
    expect(stdout).toMatch(/\n-- +still( +--){6}\n$/);
    expect((await home.bellglass('stats', '-a', '--format', '{{.Name}} {{.PIDs}}')).stdout).toBe('still --\n');
    expect(await home.bellglass('stats')).toMatchObject({ status: 0, stderr: '' });
    await home.bellglass('rm', 'still');
  });
});
