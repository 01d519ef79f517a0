import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteName } from '../../../../daemon/review/diff/quoteName.js';
import { fileName } from '../../../helpers/review/changes.js';
import { git, put, repository } from '../../../helpers/review/tree.js';
import { tries } from '../../../helpers/full.js';

test.each([
  ['plain/name.txt', 'plain/name.txt'],
  ['with space', 'with space'],
  ["it's~{odd}", "it's~{odd}"],
  ['tab\there', '"tab\\there"'],
  ['line\nfeed\r', '"line\\nfeed\\r"'],
  ['"quoted"', '"\\"quoted\\""'],
  ['back\\slash', '"back\\\\slash"'],
  ['\x01\x07\b\v\f\x1f\x7f', '"\\001\\a\\b\\v\\f\\037\\177"'],
  ['gr\xc3\xb6\xc3\x9fe', '"gr\\303\\266\\303\\237e"'],
  ['\xff\x80', '"\\377\\200"'],
])('%j is written %s', (name, written) => {
  expect(quoteName(name)).toBe(written);
});

test('every name is written as git writes it', () => {
  const at = repository();
  fc.assert(
    fc.property(fileName, (path) => {
      put(at, [{ path, mode: '100644', bytes: Buffer.alloc(0) }]);
      expect(`${quoteName(path)}\n`).toBe(git(at, ['ls-files']));
    }),
    tries(60),
  );
});
