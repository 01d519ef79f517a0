import { describe, expect, test } from 'vitest';
import { checkRun, keptBy } from '../../../../../daemon/cli/arguments/commands/kept.js';
import { type RunArguments } from '../../../../../daemon/cli/arguments/invocation.js';
import { runArguments } from '../../samples.js';

const file: RunArguments['command'] = { kind: 'file', path: '/work/a.py', args: [], content: null };

describe('a run whose sandbox goes with its program', () => {
  test('has none of the options of a kept one', () => {
    expect(keptBy(runArguments)).toBeNull();
    expect(
      checkRun({
        ...runArguments,
        command: file,
        timeoutMs: 1,
        interactive: true,
        json: true,
        mounts: [{ source: '/a', target: '/a', readOnly: true }],
      }),
    ).toBeTruthy();
  });
});

describe.each<[string, Partial<RunArguments>]>([
  ['--keep', { keep: true }],
  ['--name', { name: 'dev' }],
  ['--detach', { detach: true }],
  ['--tty', { tty: true }],
  ['--disk', { diskMiB: 64 }],
  ['--ttl', { ttlMs: 1 }],
  ['--idle-stop', { idleStopMs: 1 }],
])('a run with %s', (option, more) => {
  const args = { ...runArguments, ...more };

  test('has a sandbox with a life of its own', () => {
    expect(keptBy(args)).toBe(option);
    expect(checkRun(args)).toBe(args);
  });

  test('runs a command and no file, and is not timed', () => {
    expect(() => checkRun({ ...args, command: file })).toThrow(
      `${option} goes with a command and not with a file; say what runs "/work/a.py" after "--", as: -- INTERPRETER /work/a.py`,
    );
    expect(() => checkRun({ ...args, timeoutMs: 1 })).toThrow(
      `--timeout does not go together with ${option}; let the program be timed in the sandbox, as: -- timeout 30s COMMAND`,
    );
  });

  test('passes standard input on to a terminal only', () => {
    expect(() => checkRun({ ...args, interactive: true, tty: false, keep: true })).toThrow(
      /standard input can be passed on to a terminal only; give -t too, /,
    );
    expect(checkRun({ ...args, interactive: true, tty: true })).toBeTruthy();
  });
});

test('a terminal that is shown here is no JSON', () => {
  const args = { ...runArguments, tty: true, json: true };
  expect(() => checkRun(args)).toThrow(/--json does not go together with --tty/);
  expect(checkRun({ ...args, detach: true })).toBeTruthy();
});
