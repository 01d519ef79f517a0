import { expect, test } from 'vitest';
import { isBinary } from '../../../../daemon/review/diff/isBinary.js';
import { git, put, repository } from '../../../helpers/review/tree.js';
import { bytes } from '../../../helpers/review/texts.js';

/** Content with a NUL after so many bytes. */
function nulAt(offset: number): Buffer {
  return bytes(`${'x'.repeat(offset)}\0x`);
}

test.each([
  ['nothing', Buffer.alloc(0), false],
  ['text', bytes('text\n'), false],
  ['bytes that are no UTF-8', bytes('\xff\xfe\x01\x7f'), false],
  ['a NUL at the start', nulAt(0), true],
  ['a NUL as the byte 8000', nulAt(7999), true],
  ['a NUL as the byte 8001', nulAt(8000), false],
])('%s: git and we agree', (_, content, binary) => {
  const at = repository();
  put(at, [{ path: 'file', mode: '100644', bytes: content }]);
  const empty = git(at, ['mktree']).trim();
  const counts = git(at, ['diff-index', '--cached', '--numstat', empty]);
  expect(isBinary(content)).toBe(binary);
  expect(counts.startsWith('-\t-\t')).toBe(binary);
});
