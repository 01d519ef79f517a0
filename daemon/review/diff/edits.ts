import { diffArrays } from 'diff';

/** Lines that give way to others. Counted from 0; the ends are exclusive. */
export interface Edit {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/**
 * How many lines that both texts have may be removed and added before the search for the fewest ends. Its time grows with the square:
 * this many take about half a second. It is a count and no time, so that the same texts always give the same edits, and a hunk's number
 * means the same when it comes back.
 */
const mostMoves = 1500;

/**
 * What leads from one list of lines to the other, in order, with at least one line that stays between any two.
 *
 * The edits are the fewest there are. Between texts that are too far apart there is one, from the first line that differs to the last.
 */
export function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const head = commonHead(before, after);
  const tail = commonTail(before, after, head);
  const [oldEnd, newEnd] = [before.length - tail, after.length - tail];
  const matches = matched(before, after, { oldStart: head, oldEnd, newStart: head, newEnd }) ?? [];
  const edits: Edit[] = [];
  let [oldStart, newStart] = [head, head];
  for (const [old, fresh] of [...matches, [oldEnd, newEnd] as const]) {
    if (old > oldStart || fresh > newStart) edits.push({ oldStart, oldEnd: old, newStart, newEnd: fresh });
    [oldStart, newStart] = [old + 1, fresh + 1];
  }
  return edits;
}

function commonHead(before: readonly string[], after: readonly string[]): number {
  const most = Math.min(before.length, after.length);
  let count = 0;
  while (count < most && before[count] === after[count]) count++;
  return count;
}

function commonTail(before: readonly string[], after: readonly string[], head: number): number {
  const most = Math.min(before.length, after.length) - head;
  let count = 0;
  while (count < most && before[before.length - 1 - count] === after[after.length - 1 - count]) count++;
  return count;
}

/** The pairs of lines that stay; null when the texts are too far apart. */
function matched(before: readonly string[], after: readonly string[], within: Edit): [number, number][] | null {
  const numbers = new Map<string, number>();
  for (let at = within.oldStart; at < within.oldEnd; at++) {
    const line = before[at] ?? '';
    if (!numbers.has(line)) numbers.set(line, numbers.size);
  }
  // A line that only one side has cannot stay. Left out first, a file that was written anew costs nothing.
  const fresh = known(after, within.newStart, within.newEnd, numbers);
  const shared = new Map(fresh.map(({ line, number }) => [line, number]));
  const old = known(before, within.oldStart, within.oldEnd, shared);
  const parts = diffArrays(
    old.map(({ number }) => number),
    fresh.map(({ number }) => number),
    { maxEditLength: mostMoves },
  );
  return parts === undefined ? null : pairs(parts, old, fresh);
}

interface Numbered {
  readonly at: number;
  readonly line: string;
  readonly number: number;
}

/** The lines of a range that have a number. */
function known(lines: readonly string[], start: number, end: number, numbers: ReadonlyMap<string, number>): Numbered[] {
  const found: Numbered[] = [];
  for (let at = start; at < end; at++) {
    const line = lines[at] ?? '';
    const number = numbers.get(line);
    if (number !== undefined) found.push({ at, line, number });
  }
  return found;
}

function pairs(
  parts: readonly { readonly added: boolean; readonly removed: boolean; readonly count: number }[],
  old: readonly Numbered[],
  fresh: readonly Numbered[],
): [number, number][] {
  const found: [number, number][] = [];
  let [oldAt, newAt] = [0, 0];
  for (const { added, removed, count } of parts) {
    for (let step = 0; step < count; step++) {
      const [one, other] = [old[oldAt], fresh[newAt]];
      if (!added && !removed && one !== undefined && other !== undefined) found.push([one.at, other.at]);
      if (!added) oldAt++;
      if (!removed) newAt++;
    }
  }
  return found;
}
