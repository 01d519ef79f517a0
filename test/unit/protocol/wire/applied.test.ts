import { describe, expect, test } from 'vitest';
import { applied, journalFailure, recovered, undone } from '../../../../daemon/protocol/wire/applied.js';

const none = { count: 0, first: [] };
const conflict = { path: { bytes: '/w==' }, reason: 'changed' };

describe('what bellglass-fs says of a plan', () => {
  test.each([
    ['an application', applied, { outcome: 'applied', entries: 3, kept: none, conflicts: none, left: none }],
    [
      'conflicts',
      applied,
      { outcome: 'conflicts', entries: 0, kept: none, conflicts: { count: 1, first: [conflict] }, left: none },
    ],
    [
      'an undo',
      undone,
      { outcome: 'undone', entries: 3, kept: none, conflicts: none, skipped: { count: 1, first: ['a'] }, left: none },
    ],
    ['a recovery', recovered, { standing: 'before', left: { count: 1, first: [{ ...conflict, backup: 'backup/1' }] } }],
    ['a failure', journalFailure, { code: 'failed', message: 'no space', path: 'a', errno: 28, left: none }],
  ] as const)('is %s, and nothing more', (_what, schema, document) => {
    expect(schema.parse(document)).toEqual(document);
    expect(schema.safeParse({ ...document, more: 1 }).success).toBe(false);
    expect(schema.safeParse({}).success).toBe(false);
  });

  test('names no more than a thousand', () => {
    const many = (length: number) => ({ count: 5000, first: Array.from({ length }, () => conflict) });
    expect(recovered.safeParse({ standing: 'before', left: many(1000) }).success).toBe(true);
    expect(recovered.safeParse({ standing: 'before', left: many(1001) }).success).toBe(false);
  });
});
