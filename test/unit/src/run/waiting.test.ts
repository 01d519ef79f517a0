import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Waiting } from '../../../../src/run/waiting.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('while a start goes on', () => {
  const told: string[] = [];
  const begin = (): Waiting => {
    told.length = 0;
    return new Waiting((sentence) => told.push(sentence));
  };

  test('nothing is said of a quick one', () => {
    const waiting = begin();
    waiting.report('The machine boots.');
    vi.advanceTimersByTime(900);
    waiting.stop();
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
  });

  test('of a slow one its stage is said, and each that follows', () => {
    const waiting = begin();
    waiting.report('first');
    waiting.report('second');
    vi.advanceTimersByTime(1000);
    waiting.report('');
    waiting.report('third');
    expect(told).toEqual(['second', 'third']);
  });

  test('nothing is said once the program speaks', () => {
    const waiting = begin();
    vi.advanceTimersByTime(2000);
    waiting.stop();
    waiting.report('late');
    expect(told).toEqual([]);
  });
});
