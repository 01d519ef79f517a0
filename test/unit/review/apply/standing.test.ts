import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { digestOf } from '../../../../daemon/review/apply/given.js';
import { Host } from '../../../../daemon/review/apply/host.js';
import { standingOf } from '../../../../daemon/review/apply/standing.js';
import { rawPath } from '../../../../daemon/review/rawPath.js';
import { file } from '../../../helpers/review/lines.js';
import { changesAbove } from '../../../helpers/review/looked.js';
import { snapshotOf } from '../../../helpers/review/snapshotted.js';

/** How a folder stands to a change of `f`, when that holds something by now and something was applied of it. */
async function standing(now: string, digest?: string | null) {
  const { workspace, base, bytes } = await snapshotOf({ f: 'before\n' });
  writeFileSync(`${workspace}/f`, now);
  const path = rawPath('f');
  const host = new Host(workspace, base, bytes, new Map(digest === undefined ? [] : [[path, { path, digest }]]));
  const [change] = changesAbove(base, [file('f')]);
  return (await standingOf(change!, base, host)).is;
}

const conflict = { path: 'f', host: 'changed' };
const half = digestOf(Buffer.from('half\n'));

test.each([
  ['as it was', 'before\n', undefined, 'ready'],
  ['something else', 'half\n', undefined, conflict],
  ['what a part of the change made of it', 'half\n', half, 'ready'],
  ['as it was, although a part was applied', 'before\n', half, 'ready'],
  ['something else than a part made of it', 'other\n', half, conflict],
  ['anything after a conflict was decided', 'other\n', null, 'applied'],
])('a file that is %s: %j', async (_title, now, digest, is) => {
  expect(await standing(now, digest)).toEqual(is);
});
