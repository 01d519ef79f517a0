import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Progress } from '../../../../daemon/cli/program/progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

describe('progress', () => {
  test('is silent where the start is quick', () => {
    const to = terminal(true);
    const progress = new Progress(to);
    progress.report('Booting.');
    vi.advanceTimersByTime(999);
    progress.stop();
    vi.advanceTimersByTime(10_000);
    expect(to.written).toEqual([]);
  });

  test('says the latest stage after a second, and each later one as it begins', () => {
    const to = terminal(true);
    const progress = new Progress(to);
    progress.report('Preparing.');
    progress.report('Booting.');
    vi.advanceTimersByTime(1000);
    progress.report('Starting.');
    expect(to.written).toEqual(['bellglass: Booting.\n', 'bellglass: Starting.\n']);
  });

  test('says nothing twice, and nothing of a stage without words', () => {
    const to = terminal(true);
    const progress = new Progress(to);
    progress.report('Booting.');
    vi.advanceTimersByTime(1000);
    progress.report('');
    vi.advanceTimersByTime(5000);
    expect(to.written).toEqual(['bellglass: Booting.\n']);
  });

  test('ends when the program has something to say itself', () => {
    const to = terminal(true);
    const progress = new Progress(to);
    vi.advanceTimersByTime(2000);
    progress.stop();
    progress.report('Late.');
    expect(to.written).toEqual([]);
  });

  test('is only for a terminal, so that scripts get a program’s own stderr and nothing else', () => {
    const to = terminal(false);
    const progress = new Progress(to);
    progress.report('Booting.');
    vi.advanceTimersByTime(60_000);
    progress.report('Starting.');
    expect(to.written).toEqual([]);
  });
});
