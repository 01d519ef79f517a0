import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programsReply } from '../../../../daemon/protocol/wire/programs.js';
import { expectSameOnBothSides, goldenJson } from '../../../helpers/guest/wire.js';

test('programs are the same on both sides', () => {
  expectSameOnBothSides('programs', programsReply);
});

test('a guest that tells more than there is room for is not read', () => {
  const reply = programsReply.parse(goldenJson('programs'));
  const one = { argv: ['x'], cut: false, count: 1 };
  const taken = (more: object): boolean => programsReply.safeParse({ ...reply, ...more }).success;
  expect(taken({ programs: Array.from({ length: 512 }, () => one) })).toBe(true);
  expect(taken({ programs: Array.from({ length: 513 }, () => one) })).toBe(false);
  expect(taken({ programs: [{ ...one, argv: ['x'.repeat(4097)] }] })).toBe(false);
  expect(taken({ programs: [{ ...one, argv: Array.from({ length: 2049 }, () => '') }] })).toBe(false);
  for (const odd of [0, -1, 0.5, '1', null])
    expect(taken({ programs: [{ ...one, count: odd }] }), String(odd)).toBe(false);
  expect(taken({ unread: -1 })).toBe(false);
});

test('whatever a guest says is read or refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parsed = programsReply.safeParse(value);
      expect(parsed.success).toBe(false);
    }),
  );
});
