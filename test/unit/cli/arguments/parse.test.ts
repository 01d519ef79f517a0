import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type RunArguments } from '../../../../daemon/cli/arguments/invocation.js';
import { parse } from './parsing.js';
import { runArguments } from '../samples.js';
import { tries } from '../../../helpers/full.js';

function runOf(...argv: string[]): RunArguments {
  const { invocation, err } = parse('run', ...argv);
  if (invocation.kind !== 'run') throw new Error(err);
  return invocation.arguments;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('bellglass run FILE [ARGS...]', () => {
  test('takes the file relative to the current directory and leaves every later word to the program', () => {
    expect(runOf('a.py', '--json', '-i', '--', 'x').command).toEqual({
      kind: 'file',
      path: '/work/dir/a.py',
      args: ['--json', '-i', '--', 'x'],
      content: null,
    });
  });

  test('has defaults that protect: the host image, the workspace read-only, no standard input', () => {
    expect(runOf('a.py')).toEqual({
      ...runArguments,
      command: { kind: 'file', path: '/work/dir/a.py', args: [], content: null },
    });
  });
});

describe('bellglass run -- COMMAND [ARGS...]', () => {
  test('is a command as it is', () => {
    expect(runOf('--', 'python3', '-c', 'print(1)').command).toEqual({
      kind: 'argv',
      argv: ['python3', '-c', 'print(1)'],
    });
    expect(runOf('--json', '--', 'ls', '--', '-x').command).toEqual({ kind: 'argv', argv: ['ls', '--', '-x'] });
  });

  test('arguments arrive unchanged, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (program, rest) => {
        const argv = [program, ...rest];
        expect(runOf('--', ...argv).command).toEqual({ kind: 'argv', argv });
      }),
      tries(),
    );
  });

  test('no option swallows the "--"', () => {
    for (const option of [
      '--env',
      '--env-file',
      '--workdir',
      '--user',
      '--cpus',
      '--memory',
      '--timeout',
      '--image',
      '--workspace',
      '--mount',
      '--name',
      '--disk',
      '--ttl',
      '--idle-stop',
      '--detach-keys',
    ]) {
      expect(parse('run', option, '--', 'id')).toEqual({
        invocation: { kind: 'done', status: 125 },
        out: '',
        err: `bellglass: ${option} needs a value.\n`,
      });
    }
  });
});

describe('the options of run', () => {
  test('are read into what they mean', () => {
    const args = runOf(
      ...['-i', '--rm', '-e', 'A=1', '--env', 'B', '-w', 'sub', '-u', '1000:1000', '--cpus', '2', '-m', '512m'],
      ...['--timeout', '30s', '--image', 'host', '--workspace', '..', '--mode', 'readonly', '--hypervisor', 'qemu'],
      ...['--json', '--allow-broad-workspace', 'a.py'],
    );
    expect(args).toEqual({
      ...runArguments,
      command: { kind: 'file', path: '/work/dir/a.py', args: [], content: null },
      workspace: '/work',
      mode: 'readonly',
      environment: [
        { name: 'A', value: '1' },
        { name: 'B', value: null },
      ],
      workdir: '/work/dir/sub',
      user: '1000:1000',
      cpus: 2,
      memoryMiB: 512,
      timeoutMs: 30_000,
      interactive: true,
      hypervisor: 'qemu',
      allowBroadWorkspace: true,
      json: true,
    });
  });

  test('show the workspace in review, and readonly where the sandbox is kept or the workspace broad, unless --mode says how', () => {
    expect(runOf('a').mode).toBe('review');
    expect(runOf('--workspace', '..', 'a').mode).toBe('review');
    expect(runOf('--keep', '--', 'a').mode).toBe('readonly');
    expect(runOf('-t', '--', 'a').mode).toBe('readonly');
    expect(runOf('--allow-broad-workspace', 'a').mode).toBe('readonly');
    expect(runOf('--mode', 'direct', 'a').mode).toBe('direct');
    expect(runOf('--mode', 'direct', '--keep', '--', 'a').mode).toBe('direct');
  });

  test('take --option=value too', () => {
    expect(runOf('--memory=1g', '--env=A=b=c', 'a')).toMatchObject({
      memoryMiB: 1024,
      environment: [{ name: 'A', value: 'b=c' }],
    });
  });

  test('the hypervisor can be set by BELLGLASS_HYPERVISOR, which --hypervisor overrides', () => {
    vi.stubEnv('BELLGLASS_HYPERVISOR', 'qemu');
    expect(runOf('a').hypervisor).toBe('qemu');
    expect(runOf('--hypervisor', 'libkrun', 'a').hypervisor).toBe('libkrun');
  });

  test('a BELLGLASS_HYPERVISOR that is set to nothing is as good as unset', () => {
    vi.stubEnv('BELLGLASS_HYPERVISOR', '');
    expect(runOf('a').hypervisor).toBe('auto');
    expect(runOf('--hypervisor', 'qemu', 'a').hypervisor).toBe('qemu');
  });

  test('mode none needs no workspace', () => {
    expect(runOf('--mode', 'none', 'a')).toMatchObject({ mode: 'none', workspace: null });
  });

  test.each([
    [['--memory', '5x', 'a'], 'bellglass: "5x" is no size of memory'],
    [['--cpus', '0', 'a'], 'bellglass: "0" is no number of CPUs'],
    [['--timeout', 'soon', 'a'], 'bellglass: "soon" is no duration'],
    [['--env', '=x', 'a'], 'bellglass: "=x" is no environment variable'],
    [
      ['--env-file', 'none', 'a'],
      'bellglass: The environment file "/work/dir/none" cannot be read: no such file or directory.',
    ],
    [['--user', 'a b', 'a'], 'bellglass: "a b" is no user'],
    [['--workspace', '', 'a'], 'bellglass: --workspace needs a value.'],
    [
      ['--mode', 'none', '--workspace', 'p', 'a'],
      'bellglass: The workspace "/work/dir/p" cannot be shown with --mode none; leave out one of the two.',
    ],
    [['--mode', 'write', 'a'], "bellglass: Option '--mode <mode>' argument 'write' is invalid."],
    [['--hypervisor', '', 'a'], "bellglass: Option '--hypervisor <name>' argument '' is invalid."],
    [['--hypervisor', 'xen', 'a'], "bellglass: Option '--hypervisor <name>' argument 'xen' is invalid."],
    [['--jsn', 'a'], "bellglass: Unknown option '--jsn'. Did you mean --json?"],
    [['--memory'], "bellglass: Option '-m, --memory <size>' argument missing."],
    [[], "bellglass: Missing required argument 'program'."],
    [['--'], "bellglass: Missing required argument 'program'."],
  ])('%j is refused with one line and status 125', (argv, line) => {
    const { invocation, out, err } = parse('run', ...argv);
    expect(invocation).toEqual({ kind: 'done', status: 125 });
    expect(out).toBe('');
    expect(err.startsWith(line), err).toBe(true);
    expect(err.endsWith('\n') && err.trim().split('\n').length === 1, err).toBe(true);
  });
});

describe('the other commands', () => {
  test.each([
    [['version'], { kind: 'version', json: false }],
    [['version', '--json'], { kind: 'version', json: true }],
    [['--version'], { kind: 'version', json: false }],
    [['daemon', 'status'], { kind: 'daemonStatus', json: false }],
    [['daemon', 'status', '--json'], { kind: 'daemonStatus', json: true }],
    [['daemon', 'stop'], { kind: 'daemonStop', json: false }],
    [['daemon', 'stop', '--json'], { kind: 'daemonStop', json: true }],
    [['doctor'], { kind: 'doctor', json: false }],
    [['doctor', '--json'], { kind: 'doctor', json: true }],
  ])('%j', (argv, invocation) => {
    expect(parse(...argv).invocation).toEqual(invocation);
  });

  test.each([[['--help']], [['run', '--help']], [['daemon', '--help']]])(
    '%j prints help on stdout, with status 0',
    (argv) => {
      const { invocation, out, err } = parse(...argv);
      expect(invocation).toEqual({ kind: 'done', status: 0 });
      expect(out).toContain('Usage: bellglass');
      expect(err).toBe('');
    },
  );

  test('nothing at all prints help on stderr, with status 125', () => {
    const { invocation, out, err } = parse();
    expect(invocation).toEqual({ kind: 'done', status: 125 });
    expect(out).toBe('');
    expect(err).toContain('Usage: bellglass');
  });

  test('a word that is no command is told how to be run', () => {
    expect(parse('hello.py').err).toBe(
      'bellglass: "hello.py" is no command; to run it in a sandbox: bellglass run hello.py\n',
    );
    expect(parse('daemon', 'restart').err).toMatch(/^bellglass: Unknown command 'restart'\./);
  });
});
