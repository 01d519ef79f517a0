import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyHunks } from '../../../../daemon/review/diff/applyHunks.js';
import { diffLines, type Hunk, splitHunk } from '../../../../daemon/review/diff/hunks.js';
import { hunkText } from '../../../../daemon/review/diff/hunkText.js';
import { anyText, bytes, deeds, done, plainText, textAndChanged } from '../../../helpers/review/texts.js';
import { git, repository } from '../../../helpers/review/tree.js';
import { tries } from '../../../helpers/full.js';
import { readFileSync, writeFileSync } from 'node:fs';

function ids(hunks: readonly Hunk[]): Set<number> {
  return new Set(hunks.map(({ id }) => id));
}

/** Some of the hunks, by the bits of a number. */
function some(hunks: readonly Hunk[], bits: number): Hunk[] {
  return hunks.filter((_, index) => Math.floor(bits / 2 ** (index % 30)) % 2 === 1);
}

/** What `git apply` makes of the text with a patch of these hunks alone. */
function byGit(at: string, before: Buffer, hunks: readonly Hunk[], ...flags: string[]): Buffer {
  writeFileSync(`${at}/file`, before);
  const text = `diff --git a/file b/file\n--- a/file\n+++ b/file\n${hunkText(hunks)}`;
  if (hunks.length > 0) git(at, ['apply', '--whitespace=nowarn', ...flags], bytes(text));
  return readFileSync(`${at}/file`);
}

describe('hunks', () => {
  test('all of them give the text after, none the text before, with any context', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.nat({ max: 4 }), (before, after, context) => {
        const hunks = diffLines(before, after, context);
        expect(applyHunks(before, hunks, ids(hunks)).equals(after)).toBe(true);
        expect(applyHunks(before, hunks, new Set()).equals(before)).toBe(true);
      }),
      tries(300),
    );
  });

  test('any of them give what git apply makes of a patch with those alone', () => {
    const at = repository();
    const texts = deeds(60, 12).map((work) => [plainText(60), done(plainText(60), work, 'new')] as const);
    fc.assert(
      fc.property(texts, fc.nat(), fc.boolean(), ([before, after], bits, closed) => {
        const [old, fresh] = [before, after].map((lines) =>
          bytes(closed ? lines.join('') : lines.join('').slice(0, -1)),
        );
        const hunks = diffLines(old!, fresh!);
        const chosen = some(hunks, bits);
        expect(applyHunks(old!, hunks, ids(chosen)).toString('latin1')).toBe(
          byGit(at, old!, chosen).toString('latin1'),
        );
      }),
      tries(60),
    );
  });

  test('any of them give that in texts that repeat themselves, too', () => {
    const at = repository();
    fc.assert(
      fc.property(textAndChanged, fc.nat(), ([before, after], bits) => {
        const hunks = diffLines(before, after);
        const chosen = some(hunks, bits);
        expect(applyHunks(before, hunks, ids(chosen)).equals(byGit(at, before, chosen))).toBe(true);
      }),
      tries(60),
    );
  });

  test('may be given in any order', () => {
    const [before, after] = [bytes('a\n1\n2\n3\n4\n5\n6\n7\nb\n'), bytes('x\n1\n2\n3\n4\n5\n6\n7\ny\n')];
    const hunks = diffLines(before, after);
    expect(hunks).toHaveLength(2);
    expect(applyHunks(before, hunks.toReversed(), ids(hunks)).equals(after)).toBe(true);
  });
});

describe('parts of hunks', () => {
  test('any of them give what git apply makes of the changes without context', () => {
    const at = repository();
    const texts = deeds(30, 12).map((work) => [plainText(30), done(plainText(30), work, 'new')] as const);
    fc.assert(
      fc.property(texts, fc.nat(), ([before, after], bits) => {
        const [old, fresh] = [bytes(before.join('')), bytes(after.join(''))];
        const parts = diffLines(old, fresh).flatMap(splitHunk);
        const bare = some(diffLines(old, fresh, 0), bits);
        expect(applyHunks(old, parts, ids(bare)).toString('latin1')).toBe(
          byGit(at, old, bare, '--unidiff-zero').toString('latin1'),
        );
      }),
      tries(60),
    );
  });

  test('all of them give the text after', () => {
    fc.assert(
      fc.property(textAndChanged, ([before, after]) => {
        const parts = diffLines(before, after).flatMap(splitHunk);
        expect(applyHunks(before, parts, ids(parts)).equals(after)).toBe(true);
      }),
      tries(),
    );
  });
});

describe('a hunk of another text', () => {
  const hunks = diffLines(bytes('1\n2\n3\n'), bytes('1\nx\n3\n'));

  test.each(['1\ny\n3\n', 'y\n2\n3\n', '1\n2\n3', '1\n2\n', ''])('is refused for %j', (text) => {
    expect(() => applyHunks(bytes(text), hunks, ids(hunks))).toThrow('was made from another text');
  });

  test('is no matter when it is not chosen', () => {
    expect(applyHunks(bytes('z'), hunks, new Set()).toString()).toBe('z');
  });

  test('that begins after the end is refused', () => {
    const late = diffLines(bytes('1\n2\n3\n'), bytes('1\n2\n3\n4\n'), 0);
    expect(() => applyHunks(bytes('1\n'), late, ids(late))).toThrow('was made from another text');
  });
});
