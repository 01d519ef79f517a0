import { describe, expect, test } from 'vitest';
import * as looks from '../../../../../daemon/cli/arguments/commands/looks.js';
import { parseTemplate } from '../../../../../daemon/cli/show/template.js';
import { asked, refused } from '../parsing.js';

test('each command that looks is added by itself', () => {
  expect(Object.keys(looks).sort()).toEqual(['addInspect', 'addList', 'addStats']);
});

const usual = { quiet: false, truncate: true, filters: [], last: null, format: { kind: 'table' } };

describe('bellglass ls', () => {
  test.each([
    [['ls'], usual],
    [['ps', '-a'], usual],
    [['list', '--all'], usual],
    [['ls', '-aq'], { ...usual, quiet: true }],
    [['ls', '--no-trunc'], { ...usual, truncate: false }],
    [['ls', '-n', '3'], { ...usual, last: 3 }],
    [['ls', '-l'], { ...usual, last: 1 }],
    [['ls', '--latest', '--last=2'], { ...usual, last: 2 }],
    [['ls', '-f', 'name=dev'], { ...usual, filters: [{ key: 'name', pattern: /dev/ }] }],
    [
      ['ls', '-qf', 'status=exited', '--filter=id=0'],
      {
        ...usual,
        quiet: true,
        filters: [
          { key: 'status', state: 'stopped' },
          { key: 'id', pattern: /0/ },
        ],
      },
    ],
    [['ls', '--json'], { ...usual, format: { kind: 'json' } }],
    [['ls', '--format', 'json'], { ...usual, format: { kind: 'lines' } }],
    [['ls', '--format', 'table'], usual],
    [
      ['ls', '--format', '{{.Names}}'],
      { ...usual, format: { kind: 'template', template: parseTemplate('{{.Names}}'), heads: false } },
    ],
    [
      ['ls', '--format', String.raw`table {{.ID}}\t{{.Status}}`],
      {
        ...usual,
        format: { kind: 'template', template: parseTemplate(String.raw`{{.ID}}\t{{.Status}}`), heads: true },
      },
    ],
  ])('%j', (argv, args) => {
    expect(asked(...argv)).toEqual({ kind: 'ls', arguments: args });
  });

  test.each([
    [['--format', '{{.Ports}}'], 'bellglass: There is no field "Ports"; there are ID, Name, Names, State, '],
    [['--format', 'names'], 'bellglass: The format "names" cannot be read: it names no field. '],
    [['--format', '{{.Name'], 'bellglass: The format "{{.Name" cannot be read: "{{" has no "}}". '],
    [['--json', '--format', 'json'], 'bellglass: --json does not go together with --format; '],
    [['-q', '--json'], 'bellglass: --quiet does not go together with --json; leave out one of the two.'],
    [['-q', '--format', 'json'], 'bellglass: --quiet does not go together with --format; '],
    [['-f', 'label=x'], 'bellglass: The filter "label=x" cannot be used: its key is none of id, name and status. '],
    [['-f', ''], 'bellglass: --filter needs a value.'],
    [['-n', '0'], 'bellglass: "0" is no number of sandboxes; '],
    [['dev'], 'bellglass: Too many arguments'],
  ])('%j is refused', (argv, line) => {
    expect(refused('ls', ...argv).startsWith(line)).toBe(true);
  });
});

describe('the other commands that look', () => {
  const running = { sandboxes: [], all: false, stream: true, format: { kind: 'table' } };
  test.each([
    [['inspect', 'a', 'b'], { kind: 'inspect', sandboxes: ['a', 'b'], format: null }],
    [['inspect', '--json', 'a'], { kind: 'inspect', sandboxes: ['a'], format: { kind: 'json' } }],
    [
      ['inspect', '-f', '{{.State}}', 'a'],
      {
        kind: 'inspect',
        sandboxes: ['a'],
        format: { kind: 'template', template: parseTemplate('{{.State}}'), heads: false },
      },
    ],
    [['stats'], { kind: 'stats', arguments: running }],
    [['stats', '-a'], { kind: 'stats', arguments: { ...running, all: true } }],
    [
      ['stats', '--no-stream', '--json', 'a'],
      { kind: 'stats', arguments: { ...running, sandboxes: ['a'], stream: false, format: { kind: 'json' } } },
    ],
    [['stats', '--format', 'json'], { kind: 'stats', arguments: { ...running, format: { kind: 'lines' } } }],
    [
      ['stats', '--format', '{{.Container}} {{.CPUPerc}}'],
      {
        kind: 'stats',
        arguments: {
          ...running,
          format: { kind: 'template', template: parseTemplate('{{.Container}} {{.CPUPerc}}'), heads: false },
        },
      },
    ],
    [['top', 'a'], { kind: 'top', sandbox: 'a', json: false }],
    [['top', '--json', 'a'], { kind: 'top', sandbox: 'a', json: true }],
  ])('%j', (argv, invocation) => {
    expect(asked(...argv)).toEqual(invocation);
  });

  test('what inspect prints is no table', () => {
    expect(refused('inspect', '--format', 'table', 'a')).toMatch(/what inspect prints is no table/);
    expect(refused('inspect', '-f', 'table', 'a')).toMatch(/what inspect prints is no table/);
    expect(refused('inspect')).toMatch(/Missing required argument 'sandbox'/);
  });

  test('a field that no statistics have is refused before anything is read', () => {
    expect(refused('stats', '--format', '{{.NetIO}}')).toMatch(
      /^bellglass: There is no field "NetIO"; there are Container, ID, Name, CPUPerc, /,
    );
    expect(refused('stats', '--json', '--format', 'json')).toMatch(/--json does not go together with --format/);
  });
});
