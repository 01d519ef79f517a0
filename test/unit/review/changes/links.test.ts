import { describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import { withLinks } from '../../../../daemon/review/changes/links.js';
import { viewOf } from '../../../../daemon/review/changes/view.js';
import { baseOf, type Given } from '../../../helpers/review/base.js';
import { directory, file } from '../../../helpers/review/lines.js';

const folder: readonly Given[] = [
  { path: 'a', inode: '7', links: 2 },
  { path: 'b', inode: '7', links: 2 },
  { path: 'z' },
];

async function links(...lines: ChangedLine[]): Promise<Record<string, string>> {
  const base = await baseOf(folder);
  const view = viewOf(lines, base);
  const linked = withLinks(view, base);
  expect([linked.seen, linked.gone]).toEqual([view.seen, view.gone]);
  return Object.fromEntries(linked.links);
}

const one = { inode: '9', links: 4 };
/** Of a file that keeps what the snapshot has. */
const kept = { ...one, keptContent: true, size: 5 };

describe('names of one file', () => {
  test('are known by their inode, and are links to the first of them', async () => {
    expect(await links(file('n', one), file('m', one), file('o', one), file('other'))).toEqual({ n: 'm', o: 'm' });
  });

  test('are not those of another file, nor of a directory', async () => {
    expect(await links(file('m', one), file('n', { ...one, inode: '10' }), directory('d', one))).toEqual({});
  });

  test('are links to a name at which nothing changed, so that a new name of an old file is no copy of it', async () => {
    const all = [file('0', { ...kept, movedFrom: '/a' }), file('a', kept), file('b', kept)];
    expect(await links(...all)).toEqual({ 0: 'a', b: 'a' });
  });

  test('are links to the first where the mode of all is new', async () => {
    const mode = 0o600;
    expect(await links(file('a', { ...kept, mode }), file('b', { ...kept, mode }))).toEqual({ b: 'a' });
    expect(await links(file('0', { ...kept, mode, movedFrom: '/a' }), file('a', { ...kept, mode }))).toEqual({
      a: '0',
    });
  });

  test('are none where the index alone has another', async () => {
    expect(await links(file('z', { inode: '9', links: 2 }))).toEqual({});
  });
});
