import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { watchLine } from '../../../../daemon/review/watch/line.js';
import { inProject } from '../../../helpers/project.js';

const golden = readFileSync(inProject('native/wire/golden/watch.ndjson'), 'utf8');
const lines = golden.trimEnd().split('\n');

describe('a line of a watch', () => {
  test.each(lines)('is the same for the program and the daemon: %s', (line) => {
    expect(watchLine.parse(JSON.parse(line))).toEqual(JSON.parse(line));
  });

  test('has each of the events', () => {
    const events = lines.map((line) => watchLine.parse(JSON.parse(line)).event);
    expect(new Set(events)).toEqual(new Set(['changed', 'stale', 'hidden', 'state', 'gone']));
  });

  test.each([
    { event: 'else' },
    { event: 'stale' },
    { event: 'stale', path: '../a' },
    { event: 'hidden', path: 'a' },
    { event: 'gone', removed: true, more: 1 },
    { event: 'changed', path: 'a', before: null, after: null, owner: { uid: -1, gid: 0 } },
  ])('is none as %j', (line) => {
    expect(watchLine.safeParse(line).success).toBe(false);
  });
});
