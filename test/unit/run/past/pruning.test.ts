import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeContext } from '../../../../daemon/run/context.js';
import { PastRuns } from '../../../../daemon/run/past/pastRuns.js';
import { detailsOf, pastRunOf, unread } from '../../../helpers/pastRuns.js';
import { scratchPaths } from '../../../helpers/paths.js';

function open(settings: object) {
  const paths = scratchPaths();
  mkdirSync(dirname(paths.settings), { recursive: true });
  writeFileSync(paths.settings, JSON.stringify(settings));
  const advise = async () => await Promise.resolve(null);
  const logged: string[] = [];
  const context = makeContext({ paths, env: {}, log: (line) => void logged.push(line), advise });
  onTestFinished(async () => {
    await context.probes.end();
  });
  const past = new PastRuns(context);
  const save = async (id: string, daysAgo: number, state: 'pending' | 'applied', size: number): Promise<void> => {
    const startedAt = new Date(Date.now() - daysAgo * 24 * 60 * 60 * 1000).toISOString();
    mkdirSync(`${paths.reviews}/${id}`, { recursive: true });
    writeFileSync(`${paths.reviews}/${id}/changes.ext4`, Buffer.alloc(size, 'x'));
    const { record } = pastRunOf(id, { startedAt, review: { ...unread, state } });
    await past.holding(id, async () => {
      await past.save(record, detailsOf());
    });
  };
  const left = (id: string): boolean => existsSync(`${paths.reviews}/${id}`);
  const told = () => past.dropped().map(({ id, reason, limit }) => ({ id, reason, limit }));
  return { past, save, left, told, logged };
}

const half = 600 * 1024;

describe('what is kept of runs', () => {
  test('goes when all of it takes too much, what is settled first; what was waiting is told', async () => {
    const { past, save, left, told, logged } = open({ keepMiB: 1 });
    await save('aa', 3, 'pending', 400 * 1024);
    await save('bb', 2, 'applied', 400 * 1024);
    expect([left('aa'), left('bb')]).toEqual([true, true]);
    await save('cc', 1, 'pending', 300 * 1024);
    expect([left('aa'), left('bb'), left('cc')]).toEqual([true, false, true]);
    expect(told()).toEqual([]);
    await save('dd', 0, 'pending', 500 * 1024);
    expect([left('aa'), left('cc'), left('dd')]).toEqual([false, true, true]);
    expect(told()).toEqual([{ id: 'aa', reason: 'size', limit: 1 }]);
    expect(logged).toEqual([expect.stringMatching(/^the changes of run aa were dropped unsettled: size, 1$/)]);
    const gone = past.inspect({ run: 'aa', workspace: null });
    expect([gone.record.review?.state, gone.details]).toEqual(['discarded', null]);
  });

  test('is not dropped while somebody works with it', async () => {
    const { past, save, left } = open({ keepMiB: 1 });
    await save('aa', 2, 'pending', half);
    await past.holding('aa', async () => {
      await save('bb', 1, 'pending', half);
    });
    expect([left('aa'), left('bb')]).toEqual([true, true]);
  });

  test('is the latest that waits in any case, however large it is', async () => {
    const { save, left } = open({ keepMiB: 1 });
    await save('aa', 2, 'pending', 3 * half);
    await save('bb', 1, 'applied', 1);
    await save('cc', 0, 'applied', 1);
    expect([left('aa'), left('bb')]).toEqual([true, false]);
    await save('dd', 0, 'pending', 3 * half);
    expect([left('aa'), left('dd')]).toEqual([false, true]);
  });

  test('is not dropped before the last who works with it has ended', async () => {
    const { past, save, left } = open({ keepMiB: 1 });
    await save('aa', 3, 'pending', half);
    await past.holding('aa', async () => {
      await past.holding('aa', async () => {
        await Promise.resolve();
      });
      await save('bb', 1, 'pending', half);
    });
    expect(left('aa')).toBe(true);
  });

  test('goes when it is too old, and that is told of what was waiting', async () => {
    const { save, left, told } = open({ keepDays: 2 });
    await save('aa', 3, 'pending', 1);
    await save('bb', 3, 'applied', 1);
    await save('cc', 1, 'pending', 1);
    expect([left('aa'), left('bb'), left('cc')]).toEqual([false, false, true]);
    expect(told()).toEqual([{ id: 'aa', reason: 'age', limit: 2 }]);
  });
});
