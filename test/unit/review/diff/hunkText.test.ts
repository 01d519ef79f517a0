import { expect, test } from 'vitest';
import { diffLines } from '../../../../daemon/review/diff/hunks.js';
import { hunkText } from '../../../../daemon/review/diff/hunkText.js';
import { bytes, plainText } from '../../../helpers/review/texts.js';

function textOf(before: string, after: string, context?: number): string {
  return hunkText(diffLines(bytes(before), bytes(after), context));
}

test('a hunk is written as git writes it', () => {
  expect(textOf('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nx\ny\n6\n')).toBe('@@ -2,5 +2,6 @@\n 2\n 3\n 4\n-5\n+x\n+y\n 6\n');
});

test('a count of one is left out', () => {
  expect(textOf('a\n', 'b\n')).toBe('@@ -1 +1 @@\n-a\n+b\n');
  expect(textOf('', 'b\n')).toBe('@@ -0,0 +1 @@\n+b\n');
  expect(textOf('a\n', '')).toBe('@@ -1 +0,0 @@\n-a\n');
});

test('a last line without a line feed is followed by a remark, on whichever side it is', () => {
  const remark = '\\ No newline at end of file\n';
  expect(textOf('a\nb', 'a\nb\n')).toBe(`@@ -1,2 +1,2 @@\n a\n-b\n${remark}+b\n`);
  expect(textOf('a\nb\n', 'a\nb')).toBe(`@@ -1,2 +1,2 @@\n a\n-b\n+b\n${remark}`);
  expect(textOf('a\nb', 'x\nb')).toBe(`@@ -1,2 +1,2 @@\n-a\n+x\n b\n${remark}`);
});

test('some hunks of a file stand in the new text where those alone put them', () => {
  const before = plainText(30);
  const after = before.flatMap((line, at) => (at === 5 || at === 15 || at === 25 ? [line, 'new\n'] : [line]));
  const hunks = diffLines(bytes(before.join('')), bytes(after.join('')));
  const starts = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('@@'));
  expect(starts(hunkText(hunks))).toEqual(['@@ -4,6 +4,7 @@', '@@ -14,6 +15,7 @@', '@@ -24,6 +26,7 @@']);
  expect(starts(hunkText(hunks.slice(1)))).toEqual(['@@ -14,6 +14,7 @@', '@@ -24,6 +25,7 @@']);
});
