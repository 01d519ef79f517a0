import { describe, expect, test } from 'vitest';
import { findByReference } from '../../../../daemon/kept/naming/references.js';
import { expectFailure } from '../../../helpers/failures.js';

const all = [
  { id: 'abc000000001', name: 'web' },
  { id: 'abc000000002', name: 'database' },
  { id: 'def000000003', name: 'abc' },
  { id: 'fed000000004', name: 'abc000000001x' },
];

describe('a sandbox is found', () => {
  test.each([
    ['web', 'abc000000001'],
    ['abc000000002', 'abc000000002'],
    ['def', 'def000000003'],
    ['f', 'fed000000004'],
    ['abc', 'def000000003'],
  ])('%j by name, id or the beginning of the id, in this order', (reference, id) => {
    expect(findByReference(reference, all).id).toBe(id);
  });

  test('not by a beginning that several have, which are named', async () => {
    const { data } = await expectFailure('ambiguous_sandbox', () => findByReference('abc0', all));
    expect(data).toEqual({ reference: 'abc0', names: ['web', 'database'] });
  });

  test.each([
    ['databse', 'database'],
    ['nothing-like-it', null],
    ['', null],
    ['ABC000000001', null],
  ])('not by %j; the nearest is %j', async (reference, nearest) => {
    const { data } = await expectFailure('unknown_sandbox', () => findByReference(reference, all.slice(0, 3)));
    expect(data).toEqual({ reference, nearest });
  });

  test('nor among none', async () => {
    await expectFailure('unknown_sandbox', () => findByReference('a'.repeat(5000), []));
  });
});
