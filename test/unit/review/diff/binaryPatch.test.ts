import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryPatch } from '../../../../daemon/review/diff/binaryPatch.js';
import { blobId } from '../../../../daemon/review/diff/blobId.js';
import { git, put, repository, treeName } from '../../../helpers/review/tree.js';
import { bytes } from '../../../helpers/review/texts.js';
import { tries } from '../../../helpers/full.js';

test('git’s own words for nothing are ours', () => {
  expect(binaryPatch(Buffer.alloc(0), Buffer.alloc(0))).toBe(
    'GIT binary patch\nliteral 0\nHcmV?d00001\n\nliteral 0\nHcmV?d00001\n\n',
  );
});

test('the new content stands first, in lines of 52 bytes, whose first letter is their count', () => {
  // What deflate makes of noise is longer than a line.
  const noise = Buffer.from(Array.from({ length: 70 }, (_, at) => (at * at * 7919) % 251));
  const lines = binaryPatch(Buffer.alloc(0), noise).split('\n');
  expect(lines.slice(0, 2)).toEqual(['GIT binary patch', 'literal 70']);
  expect(lines[2]).toMatch(/^z.{65}$/);
  expect(lines[3]!.length).toBeLessThan(66);
  expect(lines.slice(4, 6)).toEqual(['', 'literal 0']);
});

test('git makes the one content of the other, and back, whatever their bytes', () => {
  const at = repository();
  const content = fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given));
  fc.assert(
    fc.property(content, content, (before, after) => {
      fc.pre(!before.equals(after));
      const head = `diff --git a/f b/f\nindex ${blobId(before)}..${blobId(after)} 100644\n`;
      const text = bytes(head + binaryPatch(before, after));
      const to = put(at, [{ path: 'f', mode: '100644', bytes: after }]);
      const from = put(at, [{ path: 'f', mode: '100644', bytes: before }]);
      // Git takes a content that it has by its name, without a look at the patch: one that it lacks it must unpack.
      const bare = repository();
      put(bare, [{ path: 'f', mode: '100644', bytes: before }]);
      git(bare, ['apply', '--index'], text);
      expect(treeName(bare)).toBe(to);
      git(bare, ['apply', '--index', '-R'], text);
      expect(treeName(bare)).toBe(from);
    }),
    tries(10),
  );
});

test('git reads lines of every length', () => {
  // Noise is only stored, in eleven bytes more than it has: these are lines of 12 to 52 bytes, and their rests.
  const noises = Array.from({ length: 90 }, (_, length) =>
    Buffer.from([0, ...Array.from({ length }, (_byte, at) => (at * at * 7919 + length * 31) % 251)]),
  );
  const files = noises.map((content, at) => ({ path: `f${String(at)}`, mode: '100644' as const, bytes: content }));
  const to = put(repository(), files);
  const at = repository();
  const head = (name: string, content: Buffer): string =>
    `diff --git a/${name} b/${name}\nnew file mode 100644\nindex ${'0'.repeat(40)}..${blobId(content)}\n`;
  const patches = files.map((file) => head(file.path, file.bytes) + binaryPatch(Buffer.alloc(0), file.bytes));
  git(at, ['apply', '--index'], bytes(patches.join('')));
  expect(treeName(at)).toBe(to);
});

test('a megabyte of noise is packed whole', () => {
  const noise = Buffer.alloc(2 ** 20);
  let seed = 1;
  for (let at = 0; at < noise.length; at++) noise[at] = (seed = (seed * 48_271) % 2_147_483_647) & 0xff;
  const at = repository();
  const to = put(at, [{ path: 'f', mode: '100644', bytes: noise }]);
  const bare = repository();
  const none = bytes('\0');
  put(bare, [{ path: 'f', mode: '100644', bytes: none }]);
  const head = `diff --git a/f b/f\nindex ${blobId(none)}..${blobId(noise)} 100644\n`;
  git(bare, ['apply', '--index'], bytes(head + binaryPatch(none, noise)));
  expect(treeName(bare)).toBe(to);
});
