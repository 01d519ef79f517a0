import { describe, expect, test } from 'vitest';
import { parseGrace, parseLast, parseRuns, parseTail } from '../../../../daemon/cli/arguments/count.js';

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

describe('how many sandboxes are listed', () => {
  test('is a whole number from 1 on', () => {
    expect(parseLast('1')).toBe(1);
    expect(parseLast('250')).toBe(250);
  });

  test.each(['', '0', '-1', '01', '1.5', 'all'])('%j is refused', (text) => {
    expect(() => parseLast(text)).toThrow(/is no number of sandboxes; write 1, 2, 3 and so on\./);
  });
});

describe('how many runs are listed', () => {
  test.each([
    ['1', 1],
    ['20', 20],
    ['10000', 10_000],
  ])('%s of them', (text, count) => {
    expect(parseRuns(text)).toBe(count);
  });

  test.each(['', '0', '-1', '10001', '99999', '1.5', 'all', '0x1'])('%j is refused', (text) => {
    expect(() => parseRuns(text)).toThrow(/is no number of runs; write one from 1 to 10000\./);
  });
});
