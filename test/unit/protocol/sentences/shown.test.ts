import { expect, test } from 'vitest';
import { plain, shown, stopped } from '../../../../daemon/protocol/sentences/shown.js';

test('text from outside is quoted, and its control characters are visible', () => {
  expect(shown('a "b"\n')).toBe('"a \\"b\\"\\n"');
  expect(shown('\u001b[31m')).toBe('"\\u001b[31m"');
  expect(shown('\u009b\u202e')).toBe('"\\u009b\\u202e"');
});

test('text that is shown as it is loses its control characters', () => {
  expect(plain('a\u001b[31m\nb')).toBe('a [31m b');
});

test('a text ends with one full stop', () => {
  expect(stopped('so it is')).toBe('so it is.');
  expect(stopped('so it is..\n')).toBe('so it is.');
});
