import { describe, expect, test } from 'vitest';
import * as reviews from '../../../../../daemon/cli/arguments/commands/reviews.js';
import { asked, parse, refused } from '../parsing.js';

test('the commands of runs that are over are added in three parts', () => {
  expect(Object.keys(reviews).sort()).toEqual(['addApply', 'addChanges', 'addRuns']);
});

describe('bellglass runs', () => {
  const usual = { most: 20, quiet: false, json: false };
  test.each([
    [[], usual],
    [['-n', '3'], { ...usual, most: 3 }],
    [['--last=10000'], { ...usual, most: 10_000 }],
    [['-q'], { ...usual, quiet: true }],
    [['--json'], { ...usual, json: true }],
  ])('%j', (argv, args) => {
    expect(asked('runs', ...argv)).toEqual({ kind: 'runs', arguments: args });
  });

  test.each([
    [['-n', '0'], 'bellglass: "0" is no number of runs; '],
    [['-n', ''], 'bellglass: --last needs a value.'],
    [['-q', '--json'], 'bellglass: --quiet does not go together with --json; '],
    [['dev'], 'bellglass: Too many arguments'],
  ])('%j is refused', (argv, line) => {
    expect(refused('runs', ...argv).startsWith(line)).toBe(true);
  });
});

describe('bellglass show', () => {
  test('is about the run that is named, else the last one here', () => {
    expect(asked('show')).toEqual({ kind: 'show', run: 'latest', json: false });
    expect(asked('show', '0a1b', '--json')).toEqual({ kind: 'show', run: '0a1b', json: true });
    expect(refused('show', 'a', 'b')).toMatch(/^bellglass: Too many arguments/);
  });
});

describe('the commands of changes', () => {
  const usual = { run: 'latest', json: false, paths: [] };
  const applying = { ...usual, all: false, ignored: true, interactive: false, merge: null };
  const listing = { ...usual, all: false, nameOnly: false };
  test.each([
    [['changes'], { kind: 'changes', arguments: listing }],
    [
      ['changes', '--run', '0a', 'src', 'b.ts'],
      { kind: 'changes', arguments: { ...listing, run: '0a', paths: ['src', 'b.ts'] } },
    ],
    [['changes', '-a', '--json'], { kind: 'changes', arguments: { ...listing, all: true, json: true } }],
    [
      ['changes', '--name-only', '--', '--json'],
      { kind: 'changes', arguments: { ...listing, nameOnly: true, paths: ['--json'] } },
    ],
    [['diff'], { kind: 'diff', arguments: usual }],
    [['diff', 'src', '--json', '--run=1'], { kind: 'diff', arguments: { run: '1', json: true, paths: ['src'] } }],
    [['apply'], { kind: 'apply', arguments: applying }],
    [['apply', '-a'], { kind: 'apply', arguments: { ...applying, all: true } }],
    [['apply', '-a', '--no-ignored'], { kind: 'apply', arguments: { ...applying, all: true, ignored: false } }],
    [['apply', '--all', '--json'], { kind: 'apply', arguments: { ...applying, all: true, json: true } }],
    [
      ['apply', '--run', 'ff', 'a', '"b\\n"'],
      { kind: 'apply', arguments: { ...applying, run: 'ff', paths: ['a', '"b\\n"'] } },
    ],
    [['apply', '-i', 'a'], { kind: 'apply', arguments: { ...applying, interactive: true, paths: ['a'] } }],
    [['apply', '--merge', '-a'], { kind: 'apply', arguments: { ...applying, all: true, merge: 'clean' } }],
    [
      ['apply', '--conflict-markers', '--merge', '.'],
      { kind: 'apply', arguments: { ...applying, paths: ['.'], merge: 'markers' } },
    ],
    [['undo'], { kind: 'undo', arguments: { run: 'latest', json: false } }],
    [['undo', '--run', '0a', '--json'], { kind: 'undo', arguments: { run: '0a', json: true } }],
    [['discard', '--run', 'latest'], { kind: 'discard', arguments: { run: 'latest', json: false } }],
  ])('%j', (argv, invocation) => {
    expect(asked(...argv)).toEqual(invocation);
  });

  test.each([
    [['changes', '--name-only', '--json'], 'bellglass: --name-only does not go together with --json; '],
    [['changes', '--run', '--', 'a'], 'bellglass: --run needs a value.'],
    [['diff', '--all'], "bellglass: Unknown option '--all'."],
    [['apply', '--all', 'a'], 'bellglass: --all does not go together with PATH; leave out one of the two.'],
    [['apply', '-i', '-a'], 'bellglass: --interactive does not go together with --all; '],
    [['apply', '-i', '--merge'], 'bellglass: --interactive does not go together with --merge; '],
    [['apply', '-i', '--conflict-markers'], 'bellglass: --interactive does not go together with --conflict-markers; '],
    [['undo', 'a'], 'bellglass: Too many arguments'],
    [['discard', 'a'], 'bellglass: Too many arguments'],
  ])('%j is refused', (argv, line) => {
    expect(refused(...argv).startsWith(line)).toBe(true);
  });

  test('their help says what their marks mean, and when one fails', () => {
    expect(parse('changes', '--help').out).toMatch(/"!" when a change needs a look.*\n.*"x" when it is never applied/);
    expect(parse('apply', '--help').out).toMatch(
      /y n q a d s j J k K g \/[^]*A hunk cannot be edited[^]*Exit status: 0 when everything that was asked for was applied, else 1/,
    );
  });
});
