import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digestOf, loadGiven, storeGiven } from '../../../../daemon/review/apply/given.js';
import { reviewHome } from '../../../../daemon/review/home.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

const [a, b] = [rawPath('a'), rawPath({ bytes: '/w==' })];
const digest = digestOf(Buffer.from('x'));

test('what applications gave is known by path, of the last that gave it', async () => {
  const home = reviewHome(scratch(), 'run');
  mkdirSync(`${home.applied}/1`, { recursive: true });
  mkdirSync(`${home.applied}/3`);
  await storeGiven(`${home.applied}/1`, [
    { path: a, digest },
    { path: b, digest },
  ]);
  await storeGiven(`${home.applied}/3`, [{ path: a, digest: null }]);
  expect([...(await loadGiven(home, 3))]).toEqual([
    [a, { path: a, digest: null }],
    [b, { path: b, digest }],
  ]);
  expect((await loadGiven(home, 2)).get(a)).toEqual({ path: a, digest });
  expect((await loadGiven(home, 0)).size).toBe(0);
});

test('an application that gave nothing leaves nothing', async () => {
  const at = scratch();
  await storeGiven(at, []);
  expect(existsSync(`${at}/given.json`)).toBe(false);
});

test('what cannot be read is said', async () => {
  const home = reviewHome(scratch(), 'run');
  mkdirSync(`${home.applied}/1`, { recursive: true });
  for (const text of ['{', '{"version":1,"files":[{"path":"a","digest":"short"}]}']) {
    writeFileSync(`${home.applied}/1/given.json`, text);
    const { data } = await expectFailure('review_unreadable', async () => await loadGiven(home, 1));
    expect(data).toMatchObject({ path: `${home.applied}/1/given.json` });
  }
});
