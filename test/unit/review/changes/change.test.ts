import { describe, expect, test } from 'vitest';
import { change, type Change } from '../../../../daemon/review/changes/change.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';

const [path, from] = [rawPath('a/b'), rawPath('c')];
const file = { kind: 'file', mode: 0o644, size: 5, mtime: '-1', link: null } as const;
const modified: Change = {
  ...{ path, what: 'modified', from: null, contentChanged: true },
  before: { ...file, content: { from: 'base', path } },
  after: { ...file, content: { from: 'guest' } },
};

describe('a change', () => {
  test.each<Change>([
    modified,
    {
      ...modified,
      what: 'renamed',
      from,
      before: { kind: 'directory', mode: 0o1777 },
      after: { kind: 'directory', mode: 0 },
    },
    { ...modified, what: 'deleted', before: { kind: 'symlink', target: from }, after: null },
    { ...modified, what: 'added', before: null, after: { kind: 'other' } },
    { ...modified, after: { ...file, link: from, content: { from: 'base', path: from } } },
  ])('comes back from its JSON as it was: $what', (whole) => {
    expect(change.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  test.each([
    { what: 'copied' },
    { path: 5 },
    { after: { kind: 'file' } },
    { after: { ...file, content: { from: 'host' } } },
    { more: 1 },
  ])('is none with %j', (wrong) => {
    expect(change.safeParse({ ...modified, ...wrong }).success).toBe(false);
  });
});
