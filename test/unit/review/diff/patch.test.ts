import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FileChange, type FileMode, type FileVersion, patch } from '../../../../daemon/review/diff/patch.js';
import { changes, treesOf } from '../../../helpers/review/changes.js';
import { bytes, deeds, done, plainText } from '../../../helpers/review/texts.js';
import { git, gitStatus, put, repository, treeName } from '../../../helpers/review/tree.js';
import { tries } from '../../../helpers/full.js';

function file(path: string, text: string, mode: FileMode = '100644'): FileVersion {
  return { path, mode, bytes: bytes(text) };
}

const body = plainText(12).join('');
const edited = body.replace('5 line', '5 other');

/** Changes whose patch has one way to be written, by what they are. */
const plain: readonly (readonly [string, FileChange])[] = [
  ['an edit', { before: file('f', body), after: file('f', edited) }],
  ['an edit of an executable', { before: file('f', body, '100755'), after: file('f', edited, '100755') }],
  ['a new file', { before: null, after: file('d/f', body) }],
  ['a new executable', { before: null, after: file('f', '1', '100755') }],
  ['a new empty file', { before: null, after: file('f', '') }],
  ['a file that is gone', { before: file('f', body), after: null }],
  ['an empty file that is gone', { before: file('f', ''), after: null }],
  ['a file made empty', { before: file('f', '1\n'), after: file('f', '') }],
  ['an empty file filled', { before: file('f', ''), after: file('f', '1\n2') }],
  ['another mode', { before: file('f', body), after: file('f', body, '100755') }],
  ['another mode of a name with spaces', { before: file('a b a b', body), after: file('a b a b', body, '100755') }],
  ['an edit and another mode', { before: file('f', body), after: file('f', edited, '100755') }],
  ['a rename', { before: file('old', body), after: file('d/new', body) }],
  ['a rename of unusual names', { before: file('o ld\t', body), after: file('n"w \xff', body) }],
  ['a rename with an edit', { before: file('o ld', body), after: file('n\xc3\xa4w', edited) }],
  ['a rename with an edit and another mode', { before: file('old', body), after: file('new', edited, '100755') }],
  ['a rename with another mode', { before: file('old', body, '100755'), after: file('new', body) }],
  ['a last line feed that comes', { before: file('f', '1\n2'), after: file('f', '1\n2\n') }],
  ['a last line feed that goes', { before: file('f', '1\n2\n'), after: file('f', '1\n2') }],
  ['line ends that change', { before: file('f', '1\n2\n3\n'), after: file('f', '1\n2\r\n3\n') }],
  ['bytes in no encoding', { before: file('f', '\xff\n\xe9\n'), after: file('f', '\xff\n\xfe\r\n') }],
  ['a name with a space', { before: file('a b', '1\n'), after: file('a b', '2\n') }],
  ['a new file with a space in its name', { before: null, after: file('a b', '1\n') }],
  ['a name with a tab and a space', { before: file('a\tb c', '1\n'), after: file('a\tb c', '2\n') }],
  ['a name with a line feed and quotes', { before: file('a\n"b"\\', '1\n'), after: file('a\n"b"\\', '2\n') }],
  ['a name in UTF-8', { before: file('gr\xc3\xb6\xc3\x9fe', '1\n'), after: file('gr\xc3\xb6\xc3\x9fe', '2\n') }],
  ['a name in no encoding', { before: file('\xff\x80 x', '1\n'), after: null }],
  ['a new link', { before: null, after: file('l', '../to where', '120000') }],
  ['a link that leads elsewhere', { before: file('l', 'a', '120000'), after: file('l', 'b', '120000') }],
  ['a link that is gone', { before: file('l', 'a', '120000'), after: null }],
  ['a renamed link', { before: file('l', 'a/b/c', '120000'), after: file('m', 'a/b/c', '120000') }],
  ['a file that became a link', { before: file('f', body, '100755'), after: file('f', '1', '120000') }],
  ['a link that became a file', { before: file('f', '1', '120000'), after: file('f', '1\n') }],
  ['a binary that comes', { before: null, after: file('f', '\0\x01\x02') }],
  ['a binary that goes', { before: file('f', '\0\x01\x02'), after: null }],
  ['a text that became a binary', { before: file('f', '1\n'), after: file('f', '\0') }],
  ['a binary that became a text', { before: file('f', '\0', '100755'), after: file('f', '1\n') }],
  ['a renamed binary', { before: file('f', '\0\x01\x02'), after: file('g', '\0\x01\x02') }],
];

/** What git writes for the change from one tree to the other, without the functions' names. */
function byGit(at: string, from: string, to: string): string {
  const flags = ['-p', '-r', '-M', '--binary', '--full-index', '--no-indent-heuristic'];
  return git(at, ['diff-tree', ...flags, from, to]).replace(/^(@@ .* @@).*$/gm, '$1');
}

/** Sees that git makes the one tree of the other with the patches, and back. */
function expectApplied(at: string, other: string, all: readonly FileChange[]): void {
  const { before, after } = treesOf(all);
  const patches = all.map((change) => patch(change));
  expect(patches.every(({ complete }) => complete)).toBe(true);
  const whole = Buffer.concat(patches.map((one) => one.bytes));
  // Made elsewhere, so that git has none of the contents before it applies the patch.
  const to = put(other, after);
  const from = put(at, before);
  if (whole.length === 0) expect(from).toBe(to);
  else git(at, ['apply', '--index', '--whitespace=nowarn'], whole);
  expect(treeName(at)).toBe(to);
  if (whole.length > 0) git(at, ['apply', '--index', '--whitespace=nowarn', '-R'], whole);
  expect(treeName(at)).toBe(from);
}

describe('a patch', () => {
  test.each(plain)('of %s is git’s, byte for byte, and git applies it, and takes it back', (_, change) => {
    const at = repository();
    const { before, after } = treesOf([change]);
    const [from, to] = [put(at, before), put(at, after)];
    expect(patch(change).bytes.toString('latin1')).toBe(byGit(at, from, to));
    expectApplied(repository(), repository(), [change]);
  });

  test('of any edits is git’s, where there is one way to write it', () => {
    const at = repository();
    fc.assert(
      fc.property(deeds(40, 12), fc.constantFrom('\n', '\r\n'), fc.boolean(), (work, ending, closed) => {
        const before = plainText(40, ending);
        const [old, fresh] = [before, done(before, work, 'new', ending)].map((lines) =>
          file('f', closed ? lines.join('') : lines.join('').slice(0, -ending.length)),
        );
        const [from, to] = [put(at, [old!]), put(at, [fresh!])];
        expect(patch({ before: old!, after: fresh! }).bytes.toString('latin1')).toBe(byGit(at, from, to));
      }),
      tries(40),
    );
  });

  test('of anything that can become of files is applied by git, and taken back, with others before and after it', () => {
    const other = repository();
    fc.assert(
      fc.property(changes, (all) => {
        expectApplied(repository(), other, all);
      }),
      tries(25),
    );
  });

  test('of nothing is empty', () => {
    const same = { before: file('f', body), after: file('f', body) };
    expect(patch(same)).toEqual({ bytes: Buffer.alloc(0), complete: true });
  });

  test('shows as many lines around as was asked for', () => {
    const change = { before: file('f', body), after: file('f', edited) };
    expect(patch(change, { context: 0 }).bytes.toString()).toContain('@@ -6 +6 @@\n-5 line\n+5 other\n');
    expect(patch(change, { context: 1 }).bytes.toString()).toContain('@@ -5,3 +5,3 @@\n');
  });

  test('of a link that became a file under another name makes the one and deletes the other', () => {
    expectApplied(repository(), repository(), [{ before: file('l', 'a', '120000'), after: file('f', 'a') }]);
  });
});

describe('a content that is too large', () => {
  const small = file('f', '1\n');
  const large = file('f', '2\n'.repeat(100));

  test.each([
    ['a', 'text', { before: small, after: large }, 'a/f and b/f'],
    ['a', 'binary', { before: file('f', '\0'.repeat(200)), after: small }, 'a/f and b/f'],
    ['a', 'new file', { before: null, after: large }, '/dev/null and b/f'],
    ['a', 'file that is gone', { before: large, after: null }, 'a/f and /dev/null'],
  ] as const)('of %s %s is only said to differ, as git says it', (_article, _what, change, names) => {
    const { bytes: written, complete } = patch(change, { largest: 199 });
    expect(complete).toBe(false);
    expect(written.toString()).toMatch(
      new RegExp(`^diff --git a/f b/f\\n[^]*index [^]*\\nBinary files ${names} differ\\n$`),
    );
    expect(patch(change, { largest: 200 }).complete).toBe(true);
  });

  test('that was not read has no name either', () => {
    const unread: FileVersion = { path: 'f', mode: '100644', bytes: null };
    for (const change of [
      { before: unread, after: small },
      { before: unread, after: unread },
    ])
      expect(patch(change)).toEqual({
        bytes: bytes('diff --git a/f b/f\nBinary files a/f and b/f differ\n'),
        complete: false,
      });
  });

  test('that stayed needs no room: a rename and another mode are whole', () => {
    const change = { before: large, after: { ...large, path: 'g', mode: '100755' } } as const;
    const { bytes: written, complete } = patch(change, { largest: 1 });
    expect(complete).toBe(true);
    const at = repository();
    put(at, [large]);
    git(at, ['apply', '--index'], written);
    expect(git(at, ['ls-files', '-s'])).toMatch(/^100755 .*\tg\n$/);
  });

  test('that was not read and was renamed has no share that stayed', () => {
    const change = { before: { ...large, bytes: null }, after: { ...large, path: 'g' } };
    expect(patch(change).bytes.toString()).toBe(
      'diff --git a/f b/g\nrename from f\nrename to g\nBinary files a/f and b/g differ\n',
    );
  });

  test('makes git refuse the patch, not apply half of it', () => {
    const at = repository();
    const from = put(at, [small]);
    expect(
      gitStatus(at, ['apply', '--index'], patch({ before: small, after: large }, { largest: 1 }).bytes).status,
    ).not.toBe(0);
    expect(treeName(at)).toBe(from);
  });
});

describe('a repository that names its objects by SHA-256', () => {
  const text: FileChange = { before: file('f', body), after: file('f', edited) };
  const binary: FileChange = { before: file('f', '\0\x01'), after: file('f', '\0\x02') };

  test.each([
    ['a text', text],
    ['a binary', binary],
  ])('takes a patch of %s that is made for it', (_, change) => {
    const at = repository('sha256');
    const to = put(repository('sha256'), [change.after!]);
    put(at, [change.before]);
    git(at, ['apply', '--index'], patch(change, { objectFormat: 'sha256' }).bytes);
    expect(treeName(at)).toBe(to);
  });

  test('takes a patch of a text with the usual names, and refuses one of a binary', () => {
    const at = repository('sha256');
    put(at, [text.before]);
    expect(gitStatus(at, ['apply', '--index'], patch(text).bytes).status).toBe(0);
    put(at, [binary.before]);
    expect(gitStatus(at, ['apply', '--index'], patch(binary).bytes).stderr).toContain('without full index line');
  });
});
