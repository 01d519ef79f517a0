import { expect, test } from 'vitest';
import { absolutePath, duration, milliseconds, plainText, variableName } from '../../../daemon/protocol/texts.js';

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

test('a duration is whole milliseconds that a timer can wait for, or endless', () => {
  for (const right of [null, 1, 2 ** 31 - 1]) expect(duration.safeParse(right).success).toBe(true);
  for (const wrong of [0, 0.5, 2 ** 31, Infinity]) expect(duration.safeParse(wrong).success).toBe(false);
});
