import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import { linkedNames } from '../../../../daemon/review/changes/indexed.js';
import { viewOf } from '../../../../daemon/review/changes/view.js';
import { baseOf, type Given } from '../../../helpers/review/base.js';
import { directory, file, removed } from '../../../helpers/review/lines.js';

const folder: readonly Given[] = [
  { path: 'd', kind: 'directory' },
  { path: 'd/a', inode: '7', links: 3 },
  { path: 'd/b', inode: '7', links: 3 },
  { path: 'c', inode: '7', links: 3 },
  { path: 'alone', inode: '8', links: 2 },
];

async function names(...lines: ChangedLine[]): Promise<string[]> {
  const base = await baseOf(folder);
  return linkedNames(viewOf(lines, base), base);
}

describe('names that may show a changed file although no change tells of them', () => {
  test('are none where no name of a file with several was touched', async () => {
    expect(await names()).toEqual([]);
    expect(await names(file('alone'), directory('d'), file('d/new'), removed('alone'))).toEqual([]);
  });

  test('are those that nobody touched, of a file of which another name was', async () => {
    expect(await names(file('c'))).toEqual(['d/a', 'd/b']);
    expect(await names(removed('c'))).toEqual(['d/a', 'd/b']);
    expect(await names(directory('d'), file('d/a'), removed('d/b'))).toEqual(['c']);
  });

  test('are told where they are now', async () => {
    expect(await names(removed('d'), directory('m', { movedFrom: 'd' }), file('m/b'))).toEqual(['m/a', 'c']);
  });

  test('are none when all of them were touched', async () => {
    expect(await names(removed('d'), file('c'))).toEqual([]);
  });
});
