import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { listed, text, valued } from '../../../../../daemon/cli/arguments/commands/valued.js';

function optionsOf(...argv: string[]): unknown {
  const command = new Command()
    .exitOverride()
    .addOption(valued<number>('-n, --number <n>', '', Number))
    .addOption(listed<string>('--word <word>', '', (word) => [word.toUpperCase()]))
    .addOption(text('--text <text>', ''));
  return command.parse(argv, { from: 'user' }).opts();
}

describe('an option with a value', () => {
  test('is read into what it means', () => {
    expect(optionsOf('-n', '3', '--text', 'as it is')).toEqual({ number: 3, text: 'as it is' });
  });

  test('can be given again, where it makes a list', () => {
    expect(optionsOf('--word', 'a', '--word=b')).toEqual({ word: ['A', 'B'] });
  });

  test('is never nothing, and never "--"', () => {
    expect(() => optionsOf('--number', '')).toThrow('--number needs a value.');
    expect(() => optionsOf('--word', '--', 'id')).toThrow('--word needs a value.');
  });
});
