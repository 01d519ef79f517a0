import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edit, editsBetween } from '../../../../daemon/review/diff/edits.js';
import { tries } from '../../../helpers/full.js';

function numbers(count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, number) => `${String(first + number)}\n`);
}

/** The second text, made from the first and the edits. */
function applied(before: readonly string[], after: readonly string[], edits: readonly Edit[]): string[] {
  let at = 0;
  const parts = edits.map((edit) => {
    const stays = before.slice(at, edit.oldStart);
    at = edit.oldEnd;
    return [...stays, ...after.slice(edit.newStart, edit.newEnd)];
  });
  return [...parts.flat(), ...before.slice(at)];
}

function moves(edits: readonly Edit[]): number {
  return edits.reduce((sum, edit) => sum + edit.oldEnd - edit.oldStart + edit.newEnd - edit.newStart, 0);
}

/** The length of the longest common subsequence, by the book. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const one of a) {
    const next = [0];
    for (const [at, other] of b.entries())
      next.push(one === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const few = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'constructor', '__proto__', ''), { maxLength: 16 });

describe('edits', () => {
  test('of the same lines are none', () => {
    expect(editsBetween([], [])).toEqual([]);
    expect(editsBetween(['a', 'b'], ['a', 'b'])).toEqual([]);
  });

  test('say where lines go and come', () => {
    expect(editsBetween(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'd', 'y'])).toEqual([
      { oldStart: 1, oldEnd: 2, newStart: 1, newEnd: 2 },
      { oldStart: 4, oldEnd: 4, newStart: 4, newEnd: 5 },
    ]);
  });

  test('are as late as they can be, where a line repeats', () => {
    expect(editsBetween(['a', 'a', 'b'], ['a', 'a', 'a', 'b'])).toEqual([
      { oldStart: 2, oldEnd: 2, newStart: 2, newEnd: 3 },
    ]);
  });

  test('lead to the other text, are the fewest, and have a line that stays between them', () => {
    fc.assert(
      fc.property(few, few, (before, after) => {
        const edits = editsBetween(before, after);
        expect(applied(before, after, edits)).toEqual(after);
        expect(moves(edits)).toBe(before.length + after.length - 2 * longestCommon(before, after));
        edits.slice(1).forEach((edit, index) => {
          expect(edit.oldStart).toBeGreaterThan(edits[index]!.oldEnd);
          expect(edit.newStart).toBeGreaterThan(edits[index]!.newEnd);
        });
      }),
      tries(300),
    );
  });
});

describe('a large text', () => {
  /** The edits, and that they took less than a few seconds on a machine with other work. */
  function inTime(before: readonly string[], after: readonly string[]): Edit[] {
    const start = performance.now();
    const edits = editsBetween(before, after);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(applied(before, after, edits)).toEqual(after);
    return edits;
  }

  test('of 100,000 lines that differ everywhere is one edit', () => {
    const [before, after] = [
      ['head', ...numbers(100_000), 'tail'],
      ['head', ...numbers(100_000, 100_000), 'tail'],
    ];
    expect(inTime(before, after)).toEqual([{ oldStart: 1, oldEnd: 100_001, newStart: 1, newEnd: 100_001 }]);
  });

  test('of which every tenth line is new has an edit for each of those', () => {
    const before = numbers(100_000);
    const after = before.map((line, at) => (at % 10 === 5 ? `new ${line}` : line));
    expect(inTime(before, after)).toHaveLength(10_000);
  });

  test('whose lines stand in another order is one edit, from the first line that differs to the last', () => {
    const before = ['head', ...numbers(50_000), 'tail'];
    const after = ['head', ...numbers(50_000).reverse(), 'tail'];
    expect(inTime(before, after)).toEqual([{ oldStart: 1, oldEnd: 50_001, newStart: 1, newEnd: 50_001 }]);
  });

  test('of a few lines that repeat at random ends in time', () => {
    // A linear congruence, so that the test is the same every time.
    let seed = 1;
    const random = (): string => `${String((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % 7)}\n`;
    const text = (): string[] => Array.from({ length: 100_000 }, random);
    inTime(text(), text());
  });

  test('gives the same edits every time', () => {
    const before = numbers(3000);
    const after = before.toSorted((a, b) => (a < b ? -1 : 1));
    expect(editsBetween(before, after)).toEqual(editsBetween(before, after));
  });
});
