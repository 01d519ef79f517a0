import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { baseEnd, baseEntry, baseHead } from '../../../../daemon/review/base/entry.js';
import { inProject } from '../../../helpers/project.js';
import { entryOf } from '../../../helpers/review/base.js';

const [first = '', ...others] = readFileSync(inProject('native/wire/golden/snapshot-base.ndjson'), 'utf8')
  .trim()
  .split('\n');

describe('the lines of a base', () => {
  test('are the same on both sides, and have no key more', () => {
    const last = others.pop() ?? '';
    for (const [line, schema] of [
      [first, baseHead],
      ...others.map((line) => [line, baseEntry] as const),
      [last, baseEnd],
    ] as const) {
      const document: unknown = JSON.parse(line);
      expect(schema.parse(document)).toEqual(document);
      expect(schema.safeParse({ ...(document as object), more: 1 }).success).toBe(false);
    }
  });

  test.each([
    { path: '/absolute' },
    { path: 'a/../b' },
    { path: '' },
    { path: { bytes: Buffer.from('../a').toString('base64') } },
    { mode: 0o10000 },
    { size: -1 },
    { inode: '-1' },
    { mtime: '1.5' },
    { content: 'elsewhere' },
    { ignored: false },
  ])('are none with %j', (wrong) => {
    expect(baseEntry.safeParse(entryOf({ path: 'a' })).success).toBe(true);
    expect(baseEntry.safeParse({ ...entryOf({ path: 'a' }), ...wrong }).success).toBe(false);
  });
});
