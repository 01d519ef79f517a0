import { describe, expect, test } from 'vitest';
import * as sessions from '../../../../../daemon/cli/arguments/commands/sessions.js';
import { type ExecArguments } from '../../../../../daemon/cli/arguments/invocation.js';
import { asked, refused } from '../parsing.js';

test('each command of a session is added by itself', () => {
  expect(Object.keys(sessions).sort()).toEqual(['addAttach', 'addExec', 'addLogs']);
});

function execOf(...argv: string[]): ExecArguments {
  const invocation = asked('exec', ...argv);
  if (invocation.kind !== 'exec') throw new Error(invocation.kind);
  return invocation.arguments;
}

describe('bellglass exec', () => {
  test('takes everything after the sandbox as the program’s', () => {
    expect(execOf('dev', 'ls', '-la', '--json', '--', 'x')).toEqual({
      sandbox: 'dev',
      argv: ['ls', '-la', '--json', '--', 'x'],
      environment: [],
      workdir: null,
      user: null,
      interactive: false,
      tty: false,
      detach: false,
      detachKeys: [16, 17],
      json: false,
    });
  });

  test('takes "--" before the command, or before the sandbox', () => {
    expect(execOf('dev', '--', 'ls', '-x').argv).toEqual(['ls', '-x']);
    expect(execOf('--', 'dev', 'ls', '-x')).toMatchObject({ sandbox: 'dev', argv: ['ls', '-x'] });
    expect(execOf('dev', '--', '--', 'x').argv).toEqual(['--', 'x']);
  });

  test('reads its options before the sandbox', () => {
    const args = execOf(
      ...['-it', '-e', 'A=1', '--env', 'B', '-w', '/srv', '-u', '0:0', '--detach-keys', 'ctrl-a', 'dev', 'sh'],
    );
    expect(args).toMatchObject({
      interactive: true,
      tty: true,
      environment: [
        { name: 'A', value: '1' },
        { name: 'B', value: null },
      ],
      workdir: '/srv',
      user: '0:0',
      detachKeys: [1],
    });
    expect(execOf('-dit', 'dev', 'sh')).toMatchObject({ detach: true, interactive: true, tty: true });
  });

  test.each([
    [[], "bellglass: Missing required argument 'sandbox'."],
    [['dev'], "bellglass: Missing required argument 'command'."],
    [['dev', '--'], 'bellglass: COMMAND needs a value.'],
    [['dev', ''], 'bellglass: COMMAND needs a value.'],
    [['--detach-keys', 'ab', 'dev', 'sh'], 'bellglass: "ab" are no detach keys'],
    [['-di', 'dev', 'sh'], 'bellglass: With --detach standard input can be passed on to a terminal only; '],
    [['-t', '--json', 'dev', 'sh'], 'bellglass: --json does not go together with --tty'],
  ])('%j is refused', (argv, line) => {
    expect(refused('exec', ...argv).startsWith(line)).toBe(true);
  });
});

describe('bellglass attach', () => {
  test('takes a session or a sandbox, and detach keys', () => {
    expect(asked('attach', 'dev')).toEqual({ kind: 'attach', reference: 'dev', detachKeys: [16, 17] });
    expect(asked('attach', '--detach-keys=ctrl-b,d', 'dev')).toMatchObject({ detachKeys: [2, 100] });
    expect(refused('attach')).toMatch(/Missing required argument 'session'/);
  });
});

describe('bellglass logs', () => {
  const usual = { reference: 'dev', follow: false, tail: null, console: false, json: false };
  test.each([
    [['dev'], usual],
    [['-f', 'dev'], { ...usual, follow: true }],
    [['-n', '20', 'dev'], { ...usual, tail: 20 }],
    [['--tail', 'all', '--json', 'dev'], { ...usual, json: true }],
    [['--console', '--tail=3', 'dev'], { ...usual, console: true, tail: 3 }],
  ])('%j', (argv, args) => {
    expect(asked('logs', ...argv)).toEqual({ kind: 'logs', arguments: args });
  });

  test.each([
    [['--tail', 'few', 'dev'], 'bellglass: "few" is no number of lines'],
    [['--console', '-f', 'dev'], 'bellglass: --console does not go together with --follow'],
  ])('%j is refused', (argv, line) => {
    expect(refused('logs', ...argv).startsWith(line)).toBe(true);
  });
});
