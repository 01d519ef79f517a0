import { describe, expect, test } from 'vitest';
import { clock, kibibytes, percent, span } from '../../../../daemon/cli/show/amounts.js';

const second = 1000;
const hour = 3600 * second;

test.each([
  [0, 'Less than a second'],
  [-5 * hour, 'Less than a second'],
  [Number.NaN, 'Less than a second'],
  [second, '1 second'],
  [59 * second, '59 seconds'],
  [60 * second, '1 minute'],
  [2 * hour - second, '1 hour'],
  [48 * hour, '2 days'],
  [14 * 24 * hour, '2 weeks'],
  [60 * 24 * hour, '2 months'],
  [800 * 24 * hour, '2 years'],
])('%d ms are a span of %s', (milliseconds, text) => {
  expect(span(milliseconds)).toBe(text);
});

test.each([
  [0, '00:00'],
  [-1, '00:00'],
  [61 * second, '01:01'],
  [hour + 2 * second, '01:00:02'],
  [50 * hour, '2-02:00:00'],
])('%d ms on a clock are %s', (milliseconds, text) => {
  expect(clock(milliseconds)).toBe(text);
});

test.each([
  [0, '0KiB'],
  [512, '512KiB'],
  [1024, '1.00MiB'],
  [1536, '1.50MiB'],
  [20 * 1024, '20.0MiB'],
  [300 * 1024, '300MiB'],
  [16 * 1024 * 1024, '16.0GiB'],
  [2 ** 30, '1.00TiB'],
  [2 ** 51, '2048PiB'],
])('%d KiB are %s', (amount, text) => {
  expect(kibibytes(amount)).toBe(text);
});

describe('a percentage', () => {
  test('has two digits, and is none of nothing', () => {
    expect(percent(1, 3)).toBe('33.33%');
    expect(percent(3, 2)).toBe('150.00%');
    expect(percent(1, 0)).toBe('0.00%');
  });
});
