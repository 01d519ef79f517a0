import { expect, test } from 'vitest';
import { absolutePath, milliseconds, plainText, variableName } from '../../../daemon/protocol/texts.js';

test('a path is absolute, bounded and without NUL', () => {
  expect(absolutePath.safeParse('/a "b"\nü').success).toBe(true);
  for (const wrong of ['', 'a', './a', '/a\0', `/${'a'.repeat(4096)}`])
    expect(absolutePath.safeParse(wrong).success).toBe(false);
});

test('a text is anything but NUL', () => {
  expect(plainText.safeParse('').success).toBe(true);
  expect(plainText.safeParse('\0').success).toBe(false);
});

test('a variable has a name without an equals sign', () => {
  expect(variableName.safeParse('A b').success).toBe(true);
  expect(variableName.safeParse('A=b').success).toBe(false);
});

test('milliseconds count up, or are unknown', () => {
  expect(milliseconds.safeParse(null).success).toBe(true);
  expect(milliseconds.safeParse(-1).success).toBe(false);
});
