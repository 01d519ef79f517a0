import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedLine } from '../../../../daemon/protocol/wire/changes.js';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { tries } from '../../../helpers/full.js';
import { baseOf, directories, files, type Given } from '../../../helpers/review/base.js';
import { directory, file, link, pipe, removed } from '../../../helpers/review/lines.js';
import { anything, making } from '../../../helpers/review/deeds.js';
import { changesAbove, lookedAt } from '../../../helpers/review/looked.js';
import { applied, byPath, shown, type Shown } from '../../../helpers/review/model.js';
import { Overlays, withoutOverlays } from '../../../helpers/review/overlay.js';

/** Whether a change says of a path what is true of it; bytes that were written again may be the same ones. */
function differs(change: Change, was: Record<string, Shown>, is: Record<string, Shown>): boolean {
  const { path, from, what, contentChanged } = change;
  const [before, now] = [was[from ?? path], is[path]];
  const kinds = { added: [false, true], deleted: [true, false], modified: [true, true], renamed: [true, true] };
  if (!isDeepStrictEqual([before !== undefined, now !== undefined], kinds[what])) return false;
  if (before?.kind === 'file' && now?.kind === 'file' && !contentChanged && before.content !== now.content)
    return false;
  return what !== 'modified' || contentChanged || !isDeepStrictEqual(before, now);
}

const missing = withoutOverlays();

/** Of a file that keeps what the snapshot has. */
const kept = { keptContent: true, size: 5 };

describe.skipIf(missing !== null)(missing ?? 'above a real folder', () => {
  let overlays: Overlays;
  beforeAll(() => {
    overlays = new Overlays();
  });
  afterAll(async () => {
    await overlays.end();
  });

  test('the changes make of the folder what was seen', async () => {
    await fc.assert(
      fc.asyncProperty(making, anything, async (before, deeds) => {
        await overlays.run({ before, deeds, limit: 8 }, async (outcome) => {
          const { changes } = await lookedAt(overlays, outcome);
          const [lower, merged] = [byPath(outcome.lower), byPath(outcome.merged)];
          const [was, is] = [shown(lower), shown(merged)];
          expect(applied(lower, changes, merged)).toEqual(is);
          for (const change of changes) expect(differs(change, was, is), JSON.stringify(change)).toBe(true);
        });
      }),
      tries(100),
    );
  });
});

/** Changes in short: what became of a path, from where, and whether its bytes are new. */
async function changed(given: readonly Given[], ...lines: ChangedLine[]): Promise<string[]> {
  const changes = changesAbove(await baseOf(given), lines);
  return changes.map(({ what, path, from, contentChanged }) =>
    [what, path, ...(from === null ? [] : ['from', from]), ...(contentChanged ? ['with new bytes'] : [])].join(' '),
  );
}

describe('a difference', () => {
  test('is not a time alone, nor a directory in which something was done', async () => {
    expect(await changed([...directories('d'), ...files('d/a')], directory('d'), file('d/a', kept))).toEqual([]);
  });

  test('is a mode, but no set-id bit and no sticky bit of a file', async () => {
    const given = [...files('a', 'b'), ...directories('d', 'e')];
    const lines = [
      file('a', { ...kept, mode: 0o7644 }),
      file('b', { ...kept, mode: 0o755 }),
      directory('d', { mode: 0o6755 }),
      directory('e', { mode: 0o1755 }),
    ];
    expect(await changed(given, ...lines)).toEqual(['modified b', 'modified e']);
  });

  test('is another kind', async () => {
    const given = [...files('a', 'b'), ...directories('d'), { path: 'l', kind: 'symlink' as const }];
    expect(await changed(given, directory('a'), link('b', 'x'), file('d'), link('l', 'other'), pipe('p'))).toEqual([
      ...['modified a', 'modified b', 'modified d with new bytes', 'modified l', 'added p'],
    ]);
    expect(await changed(given, link('l', 'a'))).toEqual([]);
  });

  test('is a move, of a directory with each of its entries', async () => {
    const given = [...directories('d'), ...files('d/a', 'b')];
    const moved = [
      removed('d'),
      directory('e', { movedFrom: 'd' }),
      removed('b'),
      file('c', { ...kept, movedFrom: 'b' }),
    ];
    expect(await changed(given, ...moved)).toEqual(['renamed c from b', 'renamed e from d', 'renamed e/a from d/a']);
  });

  test('is a move of each to the other', async () => {
    const lines = [file('a', { ...kept, movedFrom: 'b' }), file('b', { ...kept, movedFrom: 'a' })];
    expect(await changed(files('a', 'b'), ...lines)).toEqual([
      'modified a with new bytes',
      'modified b with new bytes',
    ]);
  });

  test('is, of a move over another, a change of that and a removal, as git has it', async () => {
    const lines = [removed('b'), file('a', { ...kept, movedFrom: 'b' })];
    expect(await changed(files('a', 'b'), ...lines)).toEqual(['modified a with new bytes', 'deleted b']);
  });

  test('is a move of one only, when several have what was there', async () => {
    const lines = [removed('b'), file('c', { ...kept, movedFrom: 'b' }), file('d', { ...kept, movedFrom: 'b' })];
    expect(await changed(files('b'), ...lines)).toEqual(['renamed c from b', 'added d with new bytes']);
  });

  test('has the time of the guest, in nanoseconds, and before the epoch too', async () => {
    const [one] = changesAbove(await baseOf([]), [file('a', { modified: { seconds: -2, nanoseconds: 5 } })]);
    expect(one?.after).toMatchObject({ mtime: '-1999999995' });
  });
});
