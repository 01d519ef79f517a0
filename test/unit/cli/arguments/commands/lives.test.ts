import { describe, expect, test } from 'vitest';
import * as lives from '../../../../../daemon/cli/arguments/commands/lives.js';
import { type CreateArguments } from '../../../../../daemon/cli/arguments/invocation.js';
import { runArguments } from '../../samples.js';
import { asked, refused } from '../parsing.js';

test('each command of a sandbox’s life is added by itself', () => {
  expect(Object.keys(lives).sort()).toEqual(['addCreate', 'addRemove', 'addRename', 'addStart', 'addStop']);
});

describe('bellglass create', () => {
  const createOf = (...argv: string[]): CreateArguments => {
    const invocation = asked('create', ...argv);
    if (invocation.kind !== 'create') throw new Error(invocation.kind);
    return invocation.arguments;
  };

  test('has the defaults of run but for the mode, and a made-up name', () => {
    const { autoRemove, mode, ...same } = createOf();
    expect(runArguments).toMatchObject(same);
    expect(Object.keys(same)).toHaveLength(15);
    expect([autoRemove, mode]).toEqual([false, 'readonly']);
  });

  test('reads its options into what they mean', () => {
    const args = createOf(
      ...['--name', 'dev', '-e', 'A=1', '-w', 'sub', '-u', 'root', '--cpus', '2', '-m', '2g', '--workspace', 'p'],
      ...['--mode', 'direct', '--mount', '~/.nvm:ro', '--mount', '/opt', '--disk', '1g', '--ttl', '2h'],
      ...['--idle-stop', '30m', '--rm', '--json'],
    );
    expect(args).toMatchObject({
      name: 'dev',
      environment: [{ name: 'A', value: '1' }],
      workdir: '/work/dir/sub',
      user: 'root',
      cpus: 2,
      memoryMiB: 2048,
      workspace: '/work/dir/p',
      mode: 'direct',
      mounts: [
        { source: '/home/alice/.nvm', target: '/home/alice/.nvm', readOnly: true },
        { source: '/opt', target: '/opt', readOnly: false },
      ],
      diskMiB: 1024,
      ttlMs: 7_200_000,
      idleStopMs: 1_800_000,
      autoRemove: true,
      json: true,
    });
  });

  test.each([
    [['word'], 'bellglass: Too many arguments'],
    [['--disk', '1m'], 'bellglass: "1m" is no size of a disk'],
    [['--mount', 'a:b'], 'bellglass: "a:b" is no directory to add'],
    [['--ttl', 'soon'], 'bellglass: "soon" is no duration'],
    [['--mode', 'none', '--workspace', 'p'], 'bellglass: The workspace "/work/dir/p" cannot be shown'],
  ])('%j is refused', (argv, line) => {
    expect(refused('create', ...argv).startsWith(line)).toBe(true);
  });
});

describe('the commands of many sandboxes', () => {
  test.each([
    [['start', 'a'], { kind: 'start', arguments: { sandboxes: ['a'], json: false } }],
    [['start', 'a', 'b', '--json'], { kind: 'start', arguments: { sandboxes: ['a', 'b'], json: true } }],
    [['stop', 'a'], { kind: 'stop', arguments: { sandboxes: ['a'], json: false }, graceMs: 10_000 }],
    [['stop', '-t', '0', 'a'], { kind: 'stop', arguments: { sandboxes: ['a'], json: false }, graceMs: 0 }],
    [['stop', '--timeout', '5', 'a'], { kind: 'stop', arguments: { sandboxes: ['a'], json: false }, graceMs: 5000 }],
    [['restart', '--time=3', 'a'], { kind: 'restart', arguments: { sandboxes: ['a'], json: false }, graceMs: 3000 }],
    [['rm', 'a', 'b'], { kind: 'rm', arguments: { sandboxes: ['a', 'b'], json: false }, force: false }],
    [['rm', '-f', 'a'], { kind: 'rm', arguments: { sandboxes: ['a'], json: false }, force: true }],
    [['remove', '--force', 'a'], { kind: 'rm', arguments: { sandboxes: ['a'], json: false }, force: true }],
  ])('%j', (argv, invocation) => {
    expect(asked(...argv)).toEqual(invocation);
  });

  test.each(['start', 'stop', 'restart', 'rm'])('%s needs one', (word) => {
    expect(refused(word)).toBe("bellglass: Missing required argument 'sandbox'.\n");
  });

  test('a time that is none is refused', () => {
    for (const option of ['-t', '--timeout', '--time'])
      expect(refused('stop', option, 'long', 'a')).toMatch(/^bellglass: "long" is no time to stop in; /);
  });
});

test('bellglass rename OLD NEW', () => {
  expect(asked('rename', 'a', 'b')).toEqual({ kind: 'rename', sandbox: 'a', name: 'b', json: false });
  expect(refused('rename', 'a')).toMatch(/^bellglass: Missing required argument 'name'/);
});
