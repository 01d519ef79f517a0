import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { similarity } from '../../../../daemon/review/diff/similarity.js';
import { bytes, deeds, done, plainText } from '../../../helpers/review/texts.js';
import { git, put, repository } from '../../../helpers/review/tree.js';
import { tries } from '../../../helpers/full.js';

test.each([
  ['', '', 100],
  ['', 'a', 0],
  ['a', '', 0],
  ['a\nb\n', 'a\nb\n', 100],
  ['a\nb\n', 'b\na\n', 100],
  ['a\nb\nc\n', 'a\nb\nx\n', 66],
  ['a\n', 'a\na\n', 50],
  ['a', 'a\n', 0],
])('%j and %j have %i per cent in common', (before, after, share) => {
  expect(similarity(bytes(before), bytes(after))).toBe(share);
});

describe('git finds the same share', () => {
  /** What git says of a rename; null when it sees none. */
  function byGit(at: string, before: Buffer, after: Buffer): number | null {
    const from = put(at, [{ path: 'old', mode: '100644', bytes: before }]);
    const to = put(at, [{ path: 'new', mode: '100644', bytes: after }]);
    const found = /^R(\d+)$/m.exec(
      git(at, ['diff-tree', '-r', '-M1%', '--name-status', from, to]).replace(/\t.*/g, ''),
    );
    return found === null ? null : Number(found[1]);
  }

  test('of texts with some lines changed', () => {
    const at = repository();
    fc.assert(
      fc.property(deeds(20), (work) => {
        const [before, after] = [plainText(20), done(plainText(20), work, 'new')].map((lines) => bytes(lines.join('')));
        expect(similarity(before!, after!)).toBe(byGit(at, before!, after!));
      }),
      tries(20),
    );
  });

  test('of binaries with few line feeds', () => {
    const at = repository();
    // The line feed ends the last piece, which git before 2.44 does not count without.
    const noise = Buffer.from([...Array.from({ length: 2000 }, (_, index) => (index * index * 7919) % 251), 10]);
    const changed = Buffer.concat([noise.subarray(0, 1280), Buffer.alloc(300), noise.subarray(1580)]);
    const share = similarity(noise, changed);
    expect(share).toBeGreaterThan(60);
    expect(share).toBe(byGit(at, noise, changed));
  });
});
