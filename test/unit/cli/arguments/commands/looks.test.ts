import { describe, expect, test } from 'vitest';
import * as looks from '../../../../../daemon/cli/arguments/commands/looks.js';
import { parseTemplate } from '../../../../../daemon/cli/show/template.js';
import { asked, refused } from '../parsing.js';

test('each command that looks is added by itself', () => {
  expect(Object.keys(looks).sort()).toEqual(['addInspect', 'addList', 'addStats']);
});

const usual = { kind: 'ls', quiet: false, truncate: true, format: { kind: 'table' } };

describe('bellglass ls', () => {
  test.each([
    [['ls'], usual],
    [['ps', '-a'], usual],
    [['list', '--all'], usual],
    [['ls', '-q'], { ...usual, quiet: true }],
    [['ls', '--no-trunc'], { ...usual, truncate: false }],
    [['ls', '--json'], { ...usual, format: { kind: 'json' } }],
    [['ls', '--format', 'json'], { ...usual, format: { kind: 'lines' } }],
    [['ls', '--format', 'table'], usual],
    [
      ['ls', '--format', '{{.Name}}'],
      { ...usual, format: { kind: 'template', template: parseTemplate('{{.Name}}'), heads: false } },
    ],
    [
      ['ls', '--format', String.raw`table {{.ID}}\t{{.Status}}`],
      {
        ...usual,
        format: { kind: 'template', template: parseTemplate(String.raw`{{.ID}}\t{{.Status}}`), heads: true },
      },
    ],
  ])('%j', (argv, invocation) => {
    expect(asked(...argv)).toEqual(invocation);
  });

  test.each([
    [['--format', '{{.Ports}}'], 'bellglass: There is no field "Ports"; there are ID, Name, State, Status, '],
    [['--format', 'names'], 'bellglass: The format "names" cannot be read: it names no field. '],
    [['--format', '{{.Name'], 'bellglass: The format "{{.Name" cannot be read: "{{" has no "}}". '],
    [['--json', '--format', 'json'], 'bellglass: --json does not go together with --format; '],
    [['dev'], 'bellglass: Too many arguments'],
  ])('%j is refused', (argv, line) => {
    expect(refused('ls', ...argv).startsWith(line)).toBe(true);
  });
});

describe('the other commands that look', () => {
  test.each([
    [['inspect', 'a', 'b'], { kind: 'inspect', sandboxes: ['a', 'b'], format: null }],
    [['inspect', '--json', 'a'], { kind: 'inspect', sandboxes: ['a'], format: { kind: 'json' } }],
    [['stats'], { kind: 'stats', sandboxes: [], stream: true, json: false }],
    [['stats', '--no-stream', '--json', 'a'], { kind: 'stats', sandboxes: ['a'], stream: false, json: true }],
    [['top', 'a'], { kind: 'top', sandbox: 'a', json: false }],
    [['top', '--json', 'a'], { kind: 'top', sandbox: 'a', json: true }],
  ])('%j', (argv, invocation) => {
    expect(asked(...argv)).toEqual(invocation);
  });

  test('what inspect prints is no table', () => {
    expect(refused('inspect', '--format', 'table', 'a')).toMatch(/what inspect prints is no table/);
    expect(refused('inspect')).toMatch(/Missing required argument 'sandbox'/);
  });
});
