import { chmodSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../../daemon/protocol/limits.js';
import { partsOf } from '../../../../daemon/review/parts/offer.js';
import { diffLines } from '../../../../daemon/review/diff/hunks.js';
import { directory, file, link, removed } from '../../../helpers/review/lines.js';
import { Reviewed } from '../../../helpers/review/runs/reviewed.js';
import { plainText } from '../../../helpers/review/texts.js';

const text = (base64: string | null): string | null =>
  base64 === null ? null : Buffer.from(base64, 'base64').toString('latin1');

describe('a change is offered', () => {
  test('hunk by hunk when it is one of a text whose bytes are kept', async () => {
    const after = plainText(40).map((line, at) => ([2, 4, 30].includes(at) ? 'new\n' : line));
    const review = await Reviewed.of({ f: plainText(40).join('') }, { f: after.join('') });
    const { hunks, mode } = await review.offer('hunks');
    expect(mode).toBeNull();
    expect(hunks.map(({ ids, parts }) => [ids, parts.map(({ id }) => id)])).toEqual([
      [
        [0, 1],
        [0, 1],
      ],
      [[2], []],
    ]);
    expect(text(hunks[1]!.text)).toBe(
      '@@ -28,7 +28,7 @@\n 27 line\n 28 line\n 29 line\n-30 line\n+new\n 31 line\n 32 line\n 33 line\n',
    );
    expect(text(hunks[0]!.parts[1]!.text)).toContain('-4 line\n+new\n');
  });

  test.each([
    ['binary before', { f: 'a\0' }, { f: 'b\n' }, undefined],
    ['binary now', { f: 'a\n' }, { f: 'b\0' }, undefined],
    ['too large', { f: 'a\n' }, { f: 'b'.repeat(limits.textWithHunks + 1) }, undefined],
    ['new', {}, { f: 'b\n' }, undefined],
    ['gone', { f: 'a\n' }, {}, [removed('f')]],
    ['a link now', { f: 'a\n' }, {}, [link('f', 'x')]],
    ['moved', { g: 'a\n' }, {}, [removed('g'), file('f', { movedFrom: 'g', keptContent: true, size: 2 })]],
    ['of another mode alone', { f: 'a\n' }, {}, [file('f', { keptContent: true, mode: 0o755, size: 2 })]],
  ])('whole when it is %s', async (_title, before, after, lines) => {
    const review = await Reviewed.of(before, after, lines);
    expect(await review.offers('f')).toMatchObject([{ kind: 'whole', change: { path: 'f' } }]);
  });

  test('whole when it is of a file with several names', async () => {
    const names = { links: 2, inode: '7', size: 2 };
    const review = await Reviewed.of({ a: 'a\n', b: 'a\n' }, { a: 'b\n', b: 'b\n' }, [
      file('a', names),
      file('b', names),
    ]);
    expect((await review.offers()).map(({ kind }) => kind)).toEqual(['whole', 'whole']);
  });

  test('with its text where it is one and not too long', async () => {
    const large = 'l\n'.repeat(limits.shownWhole);
    const review = await Reviewed.of({}, { bin: 'a\0', large, new: 'new\n' });
    const patches = (await review.offers()).map((offer) => (offer.kind === 'whole' ? text(offer.patch) : offer.kind));
    expect(patches).toEqual([
      null,
      null,
      expect.stringMatching(/^diff --git a\/new b\/new\nnew file mode 100644\n[^]*\+new\n$/),
    ]);
  });

  test('not at all when it is applied whole', async () => {
    const review = await Reviewed.of({ f: 'a\n' }, { f: 'b\n', 'd/g': 'x' }, [
      file('f', { size: 2 }),
      directory('d'),
      file('d/g', { size: 1 }),
    ]);
    expect(await review.left()).toEqual(['d', 'd/g', 'f']);
    await review.apply({ paths: null });
    expect([await review.offers(), await review.left()]).toEqual([[], []]);
  });

  test('as a conflict when the host was changed, with what a merge would be', async () => {
    const review = await Reviewed.of({ f: 'a\nb\nc\n' }, { f: 'a\nb\nguest\n' });
    review.write('f', 'user\nb\nc\n');
    const { host, merge, theirs, patch } = await review.offer('conflict');
    expect({ host, theirs, clashes: merge?.clashes }).toEqual({ host: 'changed', theirs: true, clashes: 0 });
    expect(text(merge!.patch)).toContain(' user\n b\n-c\n+guest\n');
    expect(text(patch)).toContain('-user\n');
  });

  test('as a conflict that cannot be decided for a content that nobody has any more', async () => {
    const large = 'l'.repeat(limits.embeddedFile + 1);
    const lines = [file('to', { movedFrom: 'large', keptContent: true, size: large.length }), removed('large')];
    const review = await Reviewed.of({ large }, {}, lines);
    review.write('large', 'changed');
    expect(await review.offer('conflict')).toMatchObject({ theirs: false, merge: null });
  });
});

describe('what an offer is told by', () => {
  const digest = async (review: Reviewed) => (await review.offer('hunks')).digest;

  test('is the same for the same', async () => {
    const review = await Reviewed.of({ f: 'a\n' }, { f: 'b\n' });
    expect(await digest(review)).toBe(await digest(review));
  });

  test('is another for another content, state or side', async () => {
    const one = await Reviewed.of({ f: 'a\n' }, { f: 'b\n' });
    const known = new Set([await digest(one)]);
    utimesSync(`${one.workspace}/f`, 1, 1);
    known.add(await digest(one));
    chmodSync(`${one.workspace}/f`, 0o600);
    known.add(await digest(one));
    known.add(await digest(await Reviewed.of({ f: 'a\n' }, { f: 'c\n' })));
    expect(known.size).toBe(4);
  });
});

test('a text with more changes than can be told is offered whole', async () => {
  const lines = Array.from({ length: limits.parts + 1 }, (_, at) => `${String(at)}\n`);
  const before = lines.map((line) => `${line}=\n`).join('');
  const after = lines.map((line) => `x${line}=\n`).join('');
  const review = await Reviewed.of({ f: before }, { f: after });
  expect(partsOf(diffLines(Buffer.from(before), Buffer.from(after))).length).toBeGreaterThan(limits.parts);
  expect(await review.offers()).toMatchObject([{ kind: 'whole' }]);
});
