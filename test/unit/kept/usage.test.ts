import { afterEach, expect, test, vi } from 'vitest';
import { Usage } from '../../../daemon/kept/usage.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a sandbox is busy while a process of a client or a session runs in it, and quiet from then on', () => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const told: number[] = [];
  let sessions = 0;
  const usage = new Usage(
    () => sessions,
    () => told.push(now),
  );
  now = 1500;
  expect([usage.busy, usage.quietFor]).toEqual([false, 500]);
  const ends = [usage.begin(), usage.begin()];
  now = 2000;
  ends[0]?.();
  expect([usage.busy, usage.quietFor]).toEqual([true, 0]);
  sessions = 1;
  ends[1]?.();
  expect(usage.busy).toBe(true);
  now = 3000;
  sessions = 0;
  usage.touch();
  now = 3300;
  expect([usage.busy, usage.quietFor]).toEqual([false, 300]);
  expect(told).toEqual([1500, 1500, 2000, 2000, 3000]);
});
