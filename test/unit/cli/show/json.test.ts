import fc from 'fast-check';
import { expect, test } from 'vitest';
import { json } from '../../../../daemon/cli/show/json.js';
import { tries } from '../../../helpers/full.js';

test('JSON means what it would, and commands no terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = json({ text });
      expect(JSON.parse(shown)).toEqual({ text });
      // eslint-disable-next-line no-control-regex -- control characters are what must not come
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    }),
    tries(),
  );
});

test('is indented where that is asked for', () => {
  expect(json({ a: 1 })).toBe('{"a":1}');
  expect(json({ a: 1 }, 4)).toBe('{\n    "a": 1\n}');
});
