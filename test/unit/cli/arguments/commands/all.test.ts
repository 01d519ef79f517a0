import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addCommands } from '../../../../../daemon/cli/arguments/commands/all.js';
import { parse } from '../parsing.js';

function namesFor(...argv: string[]): string[] {
  const program = new Command().enablePositionalOptions();
  addCommands(program, { argv, cwd: '/', home: undefined, found: () => undefined });
  return program.commands.map((command) => command.name());
}

const every = [
  ...[
    'run',
    'runs',
    'show',
    'changes',
    'diff',
    'apply',
    'undo',
    'discard',
    'create',
    'start',
    'stop',
    'restart',
    'rm',
    'rename',
    'ls',
    'inspect',
    'exec',
    'attach',
    'logs',
  ],
  ...['stats', 'top', 'doctor', 'version', 'daemon'],
];

describe('the commands of a command line', () => {
  test('are all of them when none is meant for certain', () => {
    for (const argv of [[], ['--help'], ['help', 'run'], ['hello.py']]) expect(namesFor(...argv)).toEqual(every);
  });

  test('are the one that is meant: a run is not slower for what it does not need', () => {
    expect(namesFor('run', '--', 'ls')).toEqual(['run']);
    expect(namesFor('remove', 'x')).toEqual(['rm']);
  });

  test.each(every)('%s is known by its word alone, and helps', (word) => {
    expect(namesFor(word)).toContain(word);
    const { invocation, out } = parse(word, '--help');
    expect(invocation).toEqual({ kind: 'done', status: 0 });
    expect(out).toContain(`Usage: bellglass ${word}`);
    expect(parse('help', word).out).toBe(out);
  });
});
