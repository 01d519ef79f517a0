import { describe, expect, test } from 'vitest';
import { parseGrace, parseTail } from '../../../../daemon/cli/arguments/count.js';

describe('the time to stop in', () => {
  test.each([
    ['0', 0],
    ['10', 10_000],
    ['600', 600_000],
  ])('%s seconds', (text, milliseconds) => {
    expect(parseGrace(text)).toBe(milliseconds);
  });

  test.each(['', '-1', '1.5', '601', '10s', 'soon', '0x1'])('%j is refused', (text) => {
    expect(() => parseGrace(text)).toThrow(/is no time to stop in; write whole seconds, from 0 to 600/);
  });
});

describe('how many lines are shown', () => {
  test.each([
    ['all', null],
    ['0', 0],
    ['100', 100],
  ])('%s', (text, lines) => {
    expect(parseTail(text)).toBe(lines);
  });

  test.each(['', '-1', 'ALL', '1e3', '9999999999'])('%j is refused', (text) => {
    expect(() => parseTail(text)).toThrow(/is no number of lines/);
  });
});
