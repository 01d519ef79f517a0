import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Turns } from '../../../daemon/kept/turns.js';

describe('turns', () => {
  test('work is done one piece after the other, in the order in which it was asked for', async () => {
    const turns = new Turns();
    const done: number[] = [];
    const work = [30, 0, 10].map((milliseconds, index) => async () => {
      await sleep(milliseconds);
      done.push(index);
      return index;
    });
    expect(await Promise.all(work.map(async (one) => await turns.take(one)))).toEqual([0, 1, 2]);
    expect(done).toEqual([0, 1, 2]);
  });

  test('work that fails fails for who asked for it alone', async () => {
    const turns = new Turns();
    const failed = turns.take(() => Promise.reject(new Error('broke')));
    const next = turns.take(() => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('broke');
    expect(await next).toBe('done');
  });

  test('who waits when they are closed, or comes later, is told why, and nothing of his is done', async () => {
    const turns = new Turns();
    const last = turns.take(async () => {
      await sleep(5);
      turns.close(() => new Error('over'));
      return 'last';
    });
    const late: string[] = [];
    const waiting = turns.take(() => Promise.resolve(late.push('waiting')));
    expect(await last).toBe('last');
    await expect(waiting).rejects.toThrow('over');
    await expect(turns.take(() => Promise.resolve(late.push('later')))).rejects.toThrow('over');
    expect(late).toEqual([]);
  });
});
