import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemCode, systemReason } from '../../../daemon/state/systemReason.js';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  return null;
}

test("a system call's error becomes words, and its code is known", () => {
  const thrown = thrownBy(() => readFileSync('/nonexistent'));
  expect(systemReason(thrown)).toBe('no such file or directory');
  expect(systemCode(thrown)).toBe('ENOENT');
});

test('any other error keeps its message, bounded', () => {
  expect(systemReason(new Error('so'))).toBe('so');
  expect(systemReason('text')).toBe('text');
  expect(systemReason(new Error('x'.repeat(10_000)))).toHaveLength(4096);
  expect(systemCode(new Error('so'))).toBeNull();
});
