import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reviewHome } from '../../../../daemon/review/home.js';
import { forgetIntent, intents, readIntent, writeIntent } from '../../../../daemon/review/repository/intent.js';
import { scratch } from '../../../helpers/scratch.js';

const moves = [{ name: 'refs/heads/a', before: null, after: 'a'.repeat(40) }];

test('what an application does to refs is written down beside it, read again, and forgotten', async () => {
  const home = reviewHome(scratch(), 'aa');
  expect([await readIntent(home, 1), await intents(home)]).toEqual([null, []]);
  await writeIntent(home, 10, moves);
  await writeIntent(home, 2, []);
  mkdirSync(`${home.applied}/3`);
  writeFileSync(`${home.applied}/x.refs.json`, '');
  expect([await intents(home), await readIntent(home, 10)]).toEqual([[2, 10], moves]);
  await forgetIntent(home, 10);
  await forgetIntent(home, 10);
  expect(await readIntent(home, 10)).toBeNull();
});

test('what is not whole is no intent', async () => {
  const home = reviewHome(scratch(), 'aa');
  await writeIntent(home, 1, moves);
  writeFileSync(`${home.applied}/1.refs.json`, '{"version":1}');
  await expect(readIntent(home, 1)).rejects.toThrow();
});
