import { describe, expect, test } from 'vitest';
import { listed } from '../../../../daemon/cli/sandboxes/list.js';
import { parseFormat } from '../../../../daemon/cli/show/format.js';
import { sandboxInfo } from '../samples.js';

const one = sandboxInfo();
const two = sandboxInfo({ id: 'ba9876543210', name: 'web\u001b[2J' });
const now = Date.parse(one.createdAt) + 3_600_000;
type Listing = Parameters<typeof listed>[1];
const asked = (more: Partial<Listing> = {}): string =>
  listed([one, two], { quiet: false, truncate: true, format: { kind: 'table' }, ...more }, now);

describe('a list of sandboxes', () => {
  test('is a table that no name can spoil', () => {
    expect(asked()).toBe(
      [
        'ID             NAME      IMAGE   CREATED      STATUS    WORKSPACE',
        '0123456789ab   dev       host    1 hour ago   Created   /home/alice/project',
        'ba9876543210   web\ufffd[2J   host    1 hour ago   Created   /home/alice/project',
        '',
      ].join('\n'),
    );
  });

  test('is ids with -q', () => {
    expect(asked({ quiet: true })).toBe('0123456789ab\nba9876543210\n');
  });

  test('is everything as one JSON text, or a line of JSON each', () => {
    expect(JSON.parse(asked({ format: { kind: 'json' } }))).toEqual([one, two]);
    const lines = asked({ format: parseFormat('json') })
      .trim()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { Name: string }).Name)).toEqual(['dev', 'web\u001b[2J']);
  });

  test('follows a template, below heads or without', () => {
    expect(asked({ format: parseFormat('{{.Name}}:{{.State}}') })).toBe('dev:created\nweb\ufffd[2J:created\n');
    expect(asked({ format: parseFormat(String.raw`table {{.ID}}\t{{.Status}}`) })).toBe(
      'ID             STATUS\n0123456789ab   Created\nba9876543210   Created\n',
    );
  });

  test('shows the end of a long workspace, or all of it', () => {
    const path = `/home/${'x'.repeat(60)}/end`;
    const info = { ...one, settings: { ...one.settings, workspace: { path, mode: 'readonly' as const } } };
    const show = (truncate: boolean): string =>
      listed([info], { quiet: false, truncate, format: { kind: 'table' } }, now);
    expect(show(true)).toContain(` …${path.slice(-39)}\n`);
    expect(show(false)).toContain(` ${path}\n`);
  });
});
