import { describe, expect, test } from 'vitest';
import { changeCounts, changeInfo } from '../../../../daemon/protocol/reviews/change.js';
import { countsOf, infoOf } from '../../../../daemon/review/changes/info.js';
import { baseOf, directories, files, type Given } from '../../../helpers/review/base.js';
import { directory, file, link, pipe, removed } from '../../../helpers/review/lines.js';
import { changesAbove } from '../../../helpers/review/looked.js';

const folder: readonly Given[] = [
  ...files('a', 'b', 'package.json'),
  ...directories('d'),
  { path: '.env', content: 'hidden' },
];
const lines = [
  file('a', { mode: 0o4755, size: 9 }),
  removed('b'),
  file({ bytes: Buffer.from([0xff]).toString('base64') }),
  file('package.json'),
  removed('d'),
  directory('e', { movedFrom: 'd' }),
  file('.env'),
  pipe('p'),
  link('out', '/etc'),
];

describe('what front ends are told of changes', () => {
  test('is what the protocol takes, in the order of paths', async () => {
    const base = await baseOf(folder);
    const told = changesAbove(base, lines).map((change) => infoOf(change, base));
    for (const info of told) expect(changeInfo.parse(info)).toEqual(info);
    expect(told.map(({ path }) => path)).toEqual([
      '.env',
      'a',
      'b',
      'e',
      'out',
      'p',
      'package.json',
      { bytes: '/w==' },
    ]);
    expect(told[1]).toEqual({
      path: 'a',
      what: 'modified',
      from: null,
      before: { kind: 'file', mode: 0o644, size: 5 },
      after: { kind: 'file', mode: 0o755, size: 9 },
      contentChanged: true,
      attention: null,
      refused: null,
    });
    expect(told[3]).toMatchObject({
      what: 'renamed',
      from: 'd',
      after: { kind: 'directory', mode: 0o755, size: null },
    });
    expect(told[2]).toMatchObject({ what: 'deleted', after: null });
    expect(told[4]).toMatchObject({ attention: 'symlink', after: { kind: 'symlink', mode: null, size: null } });
    expect(told.map(({ refused }) => refused)).toEqual(['hidden', null, null, null, null, 'special', null, null]);
  });

  test('is counted by kind; what is refused needs no approval any more', async () => {
    const base = await baseOf(folder);
    const counts = countsOf(changesAbove(base, lines), base);
    expect(changeCounts.parse(counts)).toEqual({
      added: 3,
      modified: 3,
      deleted: 1,
      renamed: 1,
      ignored: 0,
      attention: 2,
      refused: 2,
    });
    expect(countsOf([], base)).toEqual({
      added: 0,
      modified: 0,
      deleted: 0,
      renamed: 0,
      attention: 0,
      refused: 0,
      ignored: 0,
    });
  });

  test('is told with the place that git ignores, and counted apart then, but for what needs a look', async () => {
    const base = await baseOf(folder);
    const changes = changesAbove(base, [file('a'), file('package.json')]);
    const ignored = changes.map((change) => ({ ...change, ignored: change.path }));
    expect(ignored.map((change) => changeInfo.parse(infoOf(change, base)).ignored)).toEqual(['a', 'package.json']);
    expect(countsOf(ignored, base)).toMatchObject({ modified: 0, ignored: 2, attention: 1 });
  });
});
