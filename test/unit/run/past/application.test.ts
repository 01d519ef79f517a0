import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines, splitHunk } from '../../../../daemon/review/diff/hunks.js';
import { hunkText } from '../../../../daemon/review/diff/hunkText.js';
import { expectFailure } from '../../../helpers/failures.js';
import { tries } from '../../../helpers/full.js';
import { directory, file, link, removed } from '../../../helpers/review/lines.js';
import { Reviewed } from '../../../helpers/review/runs/reviewed.js';
import { bytes, deeds, done, plainText, textAndChanged } from '../../../helpers/review/texts.js';
import { git, gitStatus, repository } from '../../../helpers/review/tree.js';

/** Two texts of sixty lines. */
const texts = deeds(60, 12).map((work) =>
  [plainText(60), done(plainText(60), work, 'new')].map((it) => bytes(it.join(''))),
);

/** What git makes of a text with a patch of some of the hunks alone. */
function byGit(at: string, before: Buffer, after: Buffer, chosen: ReadonlySet<number>): string {
  writeFileSync(`${at}/file`, before);
  const hunks = diffLines(before, after).filter((hunk) => splitHunk(hunk).every(({ id }) => chosen.has(id)));
  const text = `diff --git a/file b/file\n--- a/file\n+++ b/file\n${hunkText(hunks)}`;
  if (hunks.length > 0) git(at, ['apply', '--whitespace=nowarn'], bytes(text));
  return readFileSync(`${at}/file`, 'latin1');
}

/** Some of the hunks of an offer, by the bits of a number. */
function some(hunks: readonly { ids: number[] }[], bits: number): number[] {
  return hunks.flatMap(({ ids }, index) => (Math.floor(bits / 2 ** (index % 30)) % 2 === 1 ? ids : []));
}

async function takeSome(review: Reviewed, bits: number): Promise<number[]> {
  const [offer] = await review.offers();
  if (offer?.kind !== 'hunks') return [];
  const hunks = some(offer.hunks, bits);
  await review.apply({ paths: [], takings: [{ take: 'hunks', path: 'f', digest: offer.digest, hunks, mode: false }] });
  return hunks;
}

describe('some hunks of a file', () => {
  test('make of it what git apply makes of them, and taken back leave it as it was', async () => {
    const at = repository();
    await fc.assert(
      fc.asyncProperty(fc.oneof(texts, textAndChanged), fc.nat(), async ([before, after], bits) => {
        const review = await Reviewed.of({ f: before }, { f: after });
        const hunks = await takeSome(review, bits);
        expect(review.read('f')).toBe(byGit(at, before, after, new Set(hunks)));
        if (hunks.length > 0) expect(await review.undo()).toMatchObject({ outcome: 'undone' });
        expect(review.read('f')).toBe(before.toString('latin1'));
      }),
      tries(30),
    );
  });

  test('and then the rest make the whole, and each is taken back by itself', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), async ([before, after], bits) => {
        const review = await Reviewed.of({ f: before! }, { f: after! });
        const first = await takeSome(review, bits);
        const between = review.read('f');
        const rest = await takeSome(review, 2 ** 30 - 1);
        expect(review.read('f')).toBe(after!.toString('latin1'));
        expect(await review.offers()).toEqual([]);
        if (rest.length > 0) await review.undo();
        expect(review.read('f')).toBe(between);
        if (first.length > 0) await review.undo();
        expect(review.read('f')).toBe(before!.toString('latin1'));
      }),
      tries(30),
    );
  });

  const [before, after] = [
    plainText(40),
    done(
      plainText(40),
      [
        { at: 2, kind: 'replace' },
        { at: 30, kind: 'remove' },
      ],
      'new',
    ),
  ];
  const half = async () => {
    const review = await Reviewed.of({ f: before.join('') }, { f: after.join('') });
    const { digest, hunks } = await review.offer('hunks');
    const [first] = hunks;
    return { review, taking: { take: 'hunks' as const, path: 'f', digest, hunks: first!.ids, mode: false } };
  };

  test('leave a file of which all the others can be had without a conflict', async () => {
    const { review, taking } = await half();
    expect(await review.apply({ paths: [], takings: [taking] })).toMatchObject({ applied: 1 });
    expect(review.read('f')).toContain('2 new\n');
    expect(await review.left()).toEqual(['f']);
    expect(await review.apply({ paths: null })).toMatchObject({ applied: 1, conflicts: { total: 0 } });
    expect(review.read('f')).toBe(after.join(''));
    expect(await review.left()).toEqual([]);
  });

  test.each([
    [
      'the file was changed since they were shown',
      (review: Reviewed) => {
        review.write('f', 'other\n');
      },
      {},
    ],
    [
      'the file was only touched since',
      (review: Reviewed) => {
        review.write('f', before.join(''));
      },
      {},
    ],
    ['they were shown by another review', () => undefined, { digest: '0'.repeat(64) }],
    ['there are no such hunks', () => undefined, { hunks: [0, 7] }],
    ['there is no such change of a mode', () => undefined, { mode: true }],
  ])('are refused when %s, and nothing is applied', async (_title, meanwhile, more) => {
    const { review, taking } = await half();
    meanwhile(review);
    const now = review.read('f');
    const { data } = await expectFailure('offer_outdated', async () => {
      await review.apply({ paths: [], takings: [{ ...taking, ...more }] });
    });
    expect(data).toEqual({ path: 'f' });
    expect(review.read('f')).toBe(now);
  });

  test('that were taken once cannot be taken again by what was shown then', async () => {
    const { review, taking } = await half();
    await review.apply({ paths: [], takings: [taking] });
    await expectFailure('offer_outdated', async () => await review.apply({ paths: [], takings: [taking] }));
  });

  test('are a conflict when the file was changed after some were taken', async () => {
    const { review, taking } = await half();
    await review.apply({ paths: [], takings: [taking] });
    review.write('f', `${review.read('f')}the user\n`);
    expect(await review.apply({ paths: null })).toMatchObject({ applied: 0, conflicts: { total: 1 } });
    expect(await review.apply({ paths: null, merge: 'clean' })).toMatchObject({ applied: 1, merged: { total: 1 } });
    expect(review.read('f')).toBe(`${after.join('')}the user\n`);
  });

  test('do not become those of a file that has the bytes of before', async () => {
    // The guest moved f to g, and wrote another f.
    const lines = [
      file('f', { size: after.join('').length }),
      file('g', { movedFrom: 'f', keptContent: true, size: before.join('').length }),
    ];
    const review = await Reviewed.of({ f: before.join('') }, { f: after.join('') }, lines);
    const { digest, hunks } = await review.offer('hunks', 'f');
    const taking = { take: 'hunks' as const, path: 'f', digest, hunks: hunks[0]!.ids, mode: false };
    await review.apply({ paths: [], takings: [taking] });
    await review.apply({ paths: null });
    expect([review.read('f'), review.read('g')]).toEqual([after.join(''), before.join('')]);
  });
});

describe('a mode', () => {
  const [before, after] = ['a\nb\n', 'a\nc\n'];
  const both = async () => await Reviewed.of({ f: before }, { f: after }, [file('f', { size: 4, mode: 0o755 })]);
  const taking = (digest: string, hunks: number[], mode: boolean) => ({
    take: 'hunks' as const,
    path: 'f',
    digest,
    hunks,
    mode,
  });

  test('can be had without the bytes, and the bytes without it, in any order', async () => {
    for (const modeFirst of [true, false]) {
      const review = await both();
      const first = await review.offer('hunks');
      expect(first).toMatchObject({ mode: { from: 0o644, to: 0o755 }, hunks: [{ ids: [0] }] });
      await review.apply({ paths: [], takings: [taking(first.digest, modeFirst ? [] : [0], modeFirst)] });
      expect([review.read('f'), review.mode('f')]).toEqual(modeFirst ? [before, 0o755] : [after, 0o644]);
      const second = await review.offer('hunks');
      expect([second.mode === null, second.hunks.length]).toEqual(modeFirst ? [true, 1] : [false, 0]);
      await review.apply({ paths: [], takings: [taking(second.digest, modeFirst ? [0] : [], !modeFirst)] });
      expect([review.read('f'), review.mode('f')]).toEqual([after, 0o755]);
      expect(await review.offers()).toEqual([]);
      await review.undo();
      await review.undo();
      expect([review.read('f'), review.mode('f')]).toEqual([before, 0o644]);
    }
  });
});

describe('what was changed on both sides', () => {
  test('is put together as git merge-file does, where it goes together, and taken back', async () => {
    const at = repository();
    const side = deeds(40, 6);
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), async (own, other, markers) => {
        const base = plainText(40);
        const [ours, theirs] = [done(base, own, 'ours').join(''), done(base, other, 'theirs').join('')];
        const review = await Reviewed.of({ f: base.join('') }, { f: theirs });
        review.write('f', ours);
        writeFileSync(`${at}/base`, base.join(''));
        writeFileSync(`${at}/ours`, ours);
        writeFileSync(`${at}/theirs`, theirs);
        const names = ['-L', 'workspace', '-L', 'base', '-L', 'run', 'ours', 'base', 'theirs'];
        const { status, stdout } = gitStatus(at, ['merge-file', '-p', ...names]);
        const report = await review.apply({ paths: null, merge: markers ? 'markers' : 'clean' });
        if (status === 0 || markers) expect(review.read('f')).toBe(own.length === 0 ? theirs : stdout);
        else {
          expect(report.conflicts.conflicts).toEqual([{ path: 'f', host: 'changed', unmerged: 'clashes' }]);
          expect(review.read('f')).toBe(ours);
        }
        if (report.applied === 0) return;
        expect(report.merged.markers).toEqual(status === 0 ? [] : ['f']);
        await review.undo();
        expect(review.read('f')).toBe(ours);
      }),
      tries(30),
    );
  });

  test('and was put together is the user’s, and no conflict any more until that is taken back', async () => {
    const review = await Reviewed.of({ f: 'a\nb\nc\n' }, { f: 'a\nb\nguest\n' });
    review.write('f', 'user\nb\nc\n');
    await review.apply({ paths: null, merge: 'clean' });
    expect(review.read('f')).toBe('user\nb\nguest\n');
    review.write('f', 'more\n');
    expect(await review.apply({ paths: null })).toMatchObject({ applied: 0, conflicts: { total: 0 } });
    expect(await review.undo()).toMatchObject({ outcome: 'conflicts' });
    review.write('f', 'user\nb\nguest\n');
    expect(await review.left()).toEqual([]);
  });

  test('stays as the user has it when there are no texts to go by, which is said', async () => {
    const review = await Reviewed.of({ bin: 'a\0b', gone: 'x\n' }, { bin: 'a\0c', gone: 'y\n', new: 'guest\n' });
    review.write('bin', 'a\0d');
    review.write('new', 'user\n');
    rmSync(`${review.workspace}/gone`);
    const { applied, conflicts } = await review.apply({ paths: null, merge: 'markers' });
    expect(applied).toBe(0);
    expect(conflicts.conflicts).toEqual([
      { path: 'bin', host: 'changed', unmerged: 'noTexts' },
      { path: 'gone', host: 'gone', unmerged: 'noTexts' },
      { path: 'new', host: 'appeared', unmerged: 'noTexts' },
    ]);
    expect((await review.offers()).map((offer) => offer.kind === 'conflict' && offer.merge)).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('takes the mode of the side that changed it', async () => {
    const review = await Reviewed.of({ f: 'a\nb\nc\n' }, { f: 'a\nb\nguest\n' }, [
      file('f', { size: 10, mode: 0o755 }),
    ]);
    review.write('f', 'user\nb\nc\n', 0o600);
    await review.apply({ paths: null, merge: 'clean' });
    expect(review.mode('f')).toBe(0o755);
    const other = await Reviewed.of({ f: 'a\nb\nc\n' }, { f: 'a\nb\nguest\n' });
    other.write('f', 'user\nb\nc\n', 0o600);
    await other.apply({ paths: null, merge: 'clean' });
    expect(other.mode('f')).toBe(0o600);
  });
});

describe('the sandbox’s side of a conflict', () => {
  test('is taken over what the user has, when that is still what was shown, and is taken back', async () => {
    const review = await Reviewed.of({ f: 'a\n', gone: 'x\n', moved: 'm\n' }, { f: 'guest\n', new: 'guest\n' }, [
      file('f', { size: 6 }),
      file('new', { size: 6 }),
      removed('gone'),
      file('to', { movedFrom: 'moved', keptContent: true, size: 2 }),
      removed('moved'),
      link('l', 'f'),
    ]);
    for (const path of ['f', 'gone', 'new', 'moved', 'l']) review.write(path, `user ${path}\n`);
    const offers = await review.offers();
    expect(offers.map(({ kind, change }) => [change.path, kind])).toEqual(
      ['f', 'gone', 'l', 'new', 'to'].map((path) => [path, 'conflict']),
    );
    const takings = offers.flatMap((offer) =>
      offer.kind === 'conflict' ? [{ take: 'theirs' as const, path: offer.change.path, digest: offer.digest }] : [],
    );
    expect(await review.apply({ paths: [], takings })).toMatchObject({ conflicts: { total: 0 } });
    expect([review.read('f'), review.read('new'), review.read('to'), review.read('l')]).toEqual([
      'guest\n',
      'guest\n',
      'm\n',
      'guest\n',
    ]);
    expect([review.has('gone'), review.has('moved')]).toEqual([false, false]);
    expect(await review.offers()).toEqual([]);
    await review.undo();
    for (const path of ['f', 'gone', 'new', 'moved', 'l']) expect(review.read(path)).toBe(`user ${path}\n`);
  });

  test('is not taken over something newer', async () => {
    const review = await Reviewed.of({ f: 'a\n' }, { f: 'guest\n' });
    review.write('f', 'user\n');
    const { digest } = await review.offer('conflict');
    review.write('f', 'newer\n');
    await expectFailure('offer_outdated', async () => {
      await review.apply({ paths: [], takings: [{ take: 'theirs', path: 'f', digest }] });
    });
    expect(review.read('f')).toBe('newer\n');
  });
});

test('what is never applied is not, whatever is taken of it, and what waits for its name is approved by it', async () => {
  const lines = [directory('.git'), file('.git/config', { size: 2 }), file('Makefile', { size: 2 })];
  const review = await Reviewed.of(
    { '.git/config': 'a\n', Makefile: 'a\n' },
    { '.git/config': 'b\n', Makefile: 'b\n' },
    lines,
  );
  const { digest } = await review.offer('hunks', 'Makefile');
  const takings = ['.git/config', 'Makefile'].map((path) => ({
    take: 'hunks' as const,
    path,
    digest,
    hunks: [0],
    mode: false,
  }));
  expect(await review.apply({ paths: [], takings })).toMatchObject({
    applied: 1,
    refused: { total: 1 },
    held: { total: 0 },
  });
  expect([review.read('.git/config'), review.read('Makefile')]).toEqual(['a\n', 'b\n']);
});

test('a change is taken by its own path alone', async () => {
  const review = await Reviewed.of({ 'd/x': 'x' }, {}, [directory('d', { mode: 0o700 }), removed('d/x')]);
  await review.apply({ paths: [], takings: [{ take: 'whole', path: 'd' }] });
  expect([review.mode('d'), review.has('d/x')]).toEqual([0o700, true]);
  await expectFailure('unknown_change', async () => {
    await review.apply({ paths: [], takings: [{ take: 'whole', path: 'none' }] });
  });
});

test('the guest is asked nothing where nothing of it is needed', async () => {
  const review = await Reviewed.of({ f: 'x' }, {}, [removed('f')]);
  await review.apply({ paths: null, merge: 'markers' });
  expect(review.asked).toEqual([]);
});
