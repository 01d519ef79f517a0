import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../../../daemon/review/diff/lines.js';
import { merge3 } from '../../../../../daemon/review/diff/merge/merge3.js';
import { anyText, bytes, deeds, done, plainText, textAndChanged } from '../../../../helpers/review/texts.js';
import { gitStatus } from '../../../../helpers/review/tree.js';
import { scratch } from '../../../../helpers/scratch.js';
import { tries } from '../../../../helpers/full.js';

const labels = { ours: 'yours', theirs: 'the sandbox’s' };

function merged(base: string, ours: string, theirs: string): { text: string; conflicts: number } {
  const { bytes: content, conflicts } = merge3(bytes(base), bytes(ours), bytes(theirs), { ours: 'A', theirs: 'B' });
  return { text: content.toString('latin1'), conflicts };
}

/** What git merge-file makes of it. */
function byGit(at: string, base: Buffer, ours: Buffer, theirs: Buffer): { text: string; conflicts: number | null } {
  Object.entries({ base, ours, theirs }).forEach(([name, content]) => {
    writeFileSync(`${at}/${name}`, content);
  });
  const names = ['-L', labels.ours, '-L', 'base', '-L', labels.theirs, 'ours', 'base', 'theirs'];
  const { status, stdout } = gitStatus(at, ['merge-file', '-p', ...names]);
  return { text: stdout, conflicts: status };
}

/** What the merge is when one side's part is taken at every conflict. */
function sideOf(merge: Buffer, side: 'ours' | 'theirs'): string {
  let within: 'ours' | 'theirs' | null = null;
  const kept: string[] = [];
  for (const line of linesOf(merge)) {
    if (line.startsWith('<<<<<<< ')) within = 'ours';
    else if (/^=======\r?\n$/.test(line)) within = 'theirs';
    else if (line.startsWith('>>>>>>> ')) within = null;
    else if (within === null || within === side) kept.push(line);
  }
  return kept.join('');
}

test.each([
  ['only ours', 'a\nb\nc\n', 'x\nb\nc\n', 'a\nb\nc\n', 'x\nb\nc\n'],
  ['only theirs', 'a\nb\nc\n', 'a\nb\nc\n', 'a\nb\n', 'a\nb\n'],
  ['both, apart', 'a\nb\nc\n', 'x\nb\nc\n', 'a\nb\ny\n', 'x\nb\ny\n'],
  ['both the same', 'a\nb\nc\n', 'a\nx\nc\n', 'a\nx\nc\n', 'a\nx\nc\n'],
  ['a last line feed', 'a\nb\nc', 'x\nb\nc', 'a\nb\nc\n', 'x\nb\nc\n'],
  ['no last line feed', 'a\nb\nc\n', 'x\nb\nc\n', 'a\nb\nc', 'x\nb\nc'],
  ['CRLF', 'a\r\nb\r\nc\r\n', 'x\r\nb\r\nc\r\n', 'a\r\nb\r\ny\r\n', 'x\r\nb\r\ny\r\n'],
  ['bytes in no encoding', '\xff\nb\n\xfe\n', '\xe9\nb\n\xfe\n', '\xff\nb\n\xe8', '\xe9\nb\n\xe8'],
  ['nothing', '', '', '', ''],
])('a clean merge of %s', (_, base, ours, theirs, text) => {
  expect(merged(base, ours, theirs)).toEqual({ text, conflicts: 0 });
});

describe('a conflict', () => {
  test('stands between git’s markers, with the names that were given', () => {
    expect(merged('a\nb\nc\n', 'a\nx\nc\n', 'a\ny\nc\n')).toEqual({
      text: 'a\n<<<<<<< A\nx\n=======\ny\n>>>>>>> B\nc\n',
      conflicts: 1,
    });
  });

  test('is counted each time', () => {
    const lines = plainText(20);
    const [ours, theirs] = ['x\n', 'y\n'].map((fresh) => lines.with(3, fresh).with(15, fresh).join(''));
    expect(merged(lines.join(''), ours!, theirs!).conflicts).toBe(2);
  });

  test('at an end without a line feed has its markers on lines of their own', () => {
    expect(merged('a\nb', 'a\nx', 'a\ny').text).toBe('a\n<<<<<<< A\nx\n=======\ny\n>>>>>>> B\n');
  });

  test('in a text with CRLF has markers with CRLF, and without where a side has none', () => {
    expect(merged('a\r\nb\r\n', 'a\r\nx\r\n', 'a\r\ny').text).toBe(
      'a\r\n<<<<<<< A\r\nx\r\n=======\r\ny\r\n>>>>>>> B\r\n',
    );
    expect(merged('a\nb\r\n', 'a\nx\r\n', 'a\ny\r\n').text).toContain('<<<<<<< A\n');
    expect(merged('', 'x\r\n', 'y\r\n').text).toContain('<<<<<<< A\r\n');
  });
});

describe('git merge-file', () => {
  test('makes the same of changes that can be told in one way, conflicts and all', () => {
    const at = scratch();
    const changed = fc.tuple(deeds(40), deeds(40), fc.constantFrom('\n', '\r\n'), fc.boolean());
    fc.assert(
      fc.property(changed, ([ourWork, theirWork, ending, closed]) => {
        const lines = plainText(40, ending);
        const [base, ours, theirs] = [
          lines,
          done(lines, ourWork, 'ours', ending),
          done(lines, theirWork, 'theirs', ending),
        ]
          .map((text) => text.join(''))
          .map((text, side) => bytes(closed || side === 1 ? text : text.slice(0, -ending.length)));
        const { bytes: content, conflicts } = merge3(base!, ours!, theirs!, labels);
        expect({ text: content.toString('latin1'), conflicts }).toEqual(byGit(at, base!, ours!, theirs!));
      }),
      tries(150),
    );
  });

  test('takes sides with changes in common as we do', () => {
    const at = scratch();
    fc.assert(
      fc.property(deeds(40), deeds(40), deeds(40), (shared, ourWork, theirWork) => {
        const lines = plainText(40);
        const free = (work: typeof shared) => work.filter(({ at: line }) => shared.every((one) => one.at !== line));
        const base = bytes(lines.join(''));
        // Both authors write the same word, so that what both did is the same.
        const ours = bytes(done(lines, [...shared, ...free(ourWork)], 'word').join(''));
        const theirs = bytes(done(lines, [...shared, ...free(theirWork)], 'word').join(''));
        const { bytes: content, conflicts } = merge3(base, ours, theirs, labels);
        const git = byGit(at, base, ours, theirs);
        expect(conflicts === 0).toBe(git.conflicts === 0);
        if (conflicts === 0) expect(content.toString('latin1')).toBe(git.text);
      }),
      tries(150),
    );
  });
});

describe('line ends', () => {
  const sides = ['', 'x', 'y\n', 'x\r\n', 'y\r\nz', 'z\ny\r\n', 'a\r\nx', 'a\ny'];

  test.each(['a\n', 'a\r\n', 'a\r\nb\n', 'a\nb\r\n', 'a\r\nb'])(
    'of a base %j are kept and marked as git does',
    (base) => {
      const at = scratch();
      const all = sides.flatMap((ours) => sides.map((theirs) => [ours, theirs] as const));
      const made = all.map(([ours, theirs]) => {
        const { bytes: content, conflicts } = merge3(bytes(base), bytes(ours), bytes(theirs), labels);
        return { ours, theirs, text: content.toString('latin1'), conflicts };
      });
      expect(made).toEqual(
        all.map(([ours, theirs]) => ({ ours, theirs, ...byGit(at, bytes(base), bytes(ours), bytes(theirs)) })),
      );
    },
  );
});

describe('whatever the texts', () => {
  const same = (left: Buffer, right: Buffer): void => {
    expect(left.toString('latin1')).toBe(right.toString('latin1'));
  };

  test('a side that changed nothing leaves the other as it is, and so do two that changed the same', () => {
    fc.assert(
      fc.property(textAndChanged, ([base, changed]) => {
        for (const [ours, theirs] of [
          [base, changed],
          [changed, base],
          [changed, changed],
        ] as const) {
          const { bytes: content, conflicts } = merge3(base, ours, theirs, labels);
          expect(conflicts).toBe(0);
          same(content, changed);
        }
      }),
      tries(),
    );
  });

  test('with nothing in the base, one side’s part at every marker gives that side', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.constantFrom('ours' as const, 'theirs' as const), (ours, theirs, side) => {
        const { bytes: content, conflicts } = merge3(Buffer.alloc(0), ours, theirs, labels);
        const wanted = (side === 'ours' ? ours : theirs).toString('latin1');
        if (conflicts === 0) same(content, ours.length === 0 ? theirs : ours);
        // A last line without an end has one before a marker.
        else expect([wanted, `${wanted}\n`, `${wanted}\r\n`]).toContain(sideOf(content, side));
      }),
      tries(),
    );
  });

  test('a hundred thousand lines, all of them changed by both, end in time', () => {
    const text = (word: string) =>
      bytes(Array.from({ length: 100_000 }, (_, at) => `${word} ${String(at)}\n`).join(''));
    const start = performance.now();
    expect(merge3(text('base'), text('ours'), text('theirs'), labels).conflicts).toBe(1);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
