import { describe, expect, test } from 'vitest';
import { planEntry, planHead } from '../../../../daemon/protocol/wire/applyPlan.js';

const identity = { device: '1', inode: '18446744073709551615', size: '5', mtime: '-1', ctime: '1767225600000000001' };
const file = { kind: 'file', mode: 0o644, ...identity } as const;
const made = { kind: 'file', mode: 0o755, mtime: '-1', content: { staged: '1' } } as const;

describe('a line of a plan', () => {
  test.each([
    { before: { kind: 'absent' }, after: made },
    { before: file, after: { ...made, content: { kept: true } } },
    { before: file, after: { ...made, content: { moved: 'a/b' } } },
    { before: file, after: { ...made, content: { linkOf: { bytes: '/w==' } } } },
    { before: { kind: 'symlink', target: '../x', ...identity }, after: { kind: 'absent' } },
    { before: { kind: 'directory', mode: 0o755, inode: '7' }, after: { kind: 'symlink', target: { bytes: '/w==' } } },
    { before: { kind: 'absent' }, after: { kind: 'directory', mode: 0o700 } },
  ])('says what is at a path before and afterwards: %j', (states) => {
    expect(planEntry.parse({ path: 'x', ...states })).toEqual({ path: 'x', ...states });
    expect(planEntry.safeParse({ path: 'x', ...states, more: 1 }).success).toBe(false);
  });

  test.each([
    ['a path that leads out', { path: '../x' }],
    ['a source that leads out', { after: { ...made, content: { moved: '/etc/passwd' } } }],
    ['a link to what is outside', { after: { ...made, content: { linkOf: 'a/../../b' } } }],
    ['a staged file of another directory', { after: { ...made, content: { staged: '../1' } } }],
    ['two contents', { after: { ...made, content: { staged: '1', kept: true } } }],
    ['a mode of more than twelve bits', { after: { ...made, mode: 0o10000 } }],
    ['another kind', { before: { kind: 'other' } }],
  ])('is none with %s', (_what, wrong) => {
    expect(planEntry.safeParse({ path: 'x', before: file, after: made, ...wrong }).success).toBe(false);
  });
});

test('a plan begins with the folder that it is of', () => {
  const head = { version: 1, workspace: '/work', device: '1', inode: '2' };
  expect(planHead.parse(head)).toEqual(head);
  expect(planHead.safeParse({ ...head, version: 2 }).success).toBe(false);
});
