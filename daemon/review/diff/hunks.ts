import { type Edit, editsBetween } from './edits.js';
import { linesOf } from './lines.js';

/** A line of a hunk. */
export interface HunkLine {
  /** It stays, it goes, or it comes. */
  readonly kind: ' ' | '-' | '+';
  /** Without its line feed, but with a carriage return before it. A character is a byte (latin1). */
  readonly text: string;
  /** Whether it has no line feed, which only the last line of a file has not. */
  readonly noNewline: boolean;
}

/** Changes that stand together, with the lines around them. */
export interface Hunk {
  /** The number of its first change among all changes of the file, from 0: the same texts and context always give the same numbers. */
  readonly id: number;
  /** As after `@@ -`: the first line, from 1; the line before when there are none. */
  readonly oldStart: number;
  readonly oldLines: number;
  /** As after `+`: where it stands when every hunk before it is applied. */
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly HunkLine[];
}

/** How many lines that stay git shows on each side of a change. */
export const usualContext = 3;

/** The hunks that lead from one text to the other, in order; none when they are the same. */
export function diffLines(before: Buffer, after: Buffer, context = usualContext): Hunk[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const groups: { first: number; edits: Edit[] }[] = [];
  for (const [number, edit] of editsBetween(old, fresh).entries()) {
    const group = groups.at(-1);
    const last = group?.edits.at(-1);
    // As git does: lines that would be shown twice, or that stand just between, join two hunks.
    if (group !== undefined && last !== undefined && edit.oldStart - last.oldEnd <= 2 * context) group.edits.push(edit);
    else groups.push({ first: number, edits: [edit] });
  }
  return groups.map(({ first, edits }) => hunkOf(first, edits, old, fresh, context));
}

/** The hunk, divided wherever lines that stay are between two changes, as `s` of `git add -p` does: neighbours share those lines. */
export function splitHunk(hunk: Hunk): Hunk[] {
  const runs = runsOf(hunk.lines);
  const parts: Hunk[] = [];
  let oldAt = position(hunk.oldStart, hunk.oldLines);
  let newAt = position(hunk.newStart, hunk.newLines);
  for (const [index, run] of runs.entries()) {
    if (run[0]?.kind !== ' ') {
      const lead = runs[index - 1] ?? [];
      const lines = [...lead, ...run, ...(runs[index + 1] ?? [])];
      parts.push(numbered(hunk.id + parts.length, oldAt - lead.length, newAt - lead.length, lines));
    }
    oldAt += run.filter(({ kind }) => kind !== '+').length;
    newAt += run.filter(({ kind }) => kind !== '-').length;
  }
  return parts;
}

/** Where a side of a hunk starts, from 0. */
export function position(start: number, count: number): number {
  return count === 0 ? start : start - 1;
}

/** How a hunk's header says where a side starts. */
export function shownStart(at: number, count: number): number {
  return count === 0 ? at : at + 1;
}

function hunkOf(
  id: number,
  edits: readonly Edit[],
  old: readonly string[],
  fresh: readonly string[],
  context: number,
): Hunk {
  const [first, last] = [edits[0]?.oldStart ?? 0, edits.at(-1)?.oldEnd ?? 0];
  const start = Math.max(0, first - context);
  let at = start;
  const lines = edits.flatMap((edit) => {
    const stays = old.slice(at, edit.oldStart).map(shown(' '));
    at = edit.oldEnd;
    const goes = old.slice(edit.oldStart, edit.oldEnd).map(shown('-'));
    const comes = fresh.slice(edit.newStart, edit.newEnd).map(shown('+'));
    return [stays, goes, comes].flat();
  });
  const newAt = (edits[0]?.newStart ?? 0) - (first - start);
  return numbered(id, start, newAt, lines.concat(old.slice(last, last + context).map(shown(' '))));
}

function shown(kind: HunkLine['kind']): (line: string) => HunkLine {
  return (line) => {
    const noNewline = !line.endsWith('\n');
    return { kind, text: noNewline ? line : line.slice(0, -1), noNewline };
  };
}

function numbered(id: number, oldAt: number, newAt: number, lines: readonly HunkLine[]): Hunk {
  const oldLines = lines.filter(({ kind }) => kind !== '+').length;
  const newLines = lines.filter(({ kind }) => kind !== '-').length;
  return {
    id,
    oldStart: shownStart(oldAt, oldLines),
    oldLines,
    newStart: shownStart(newAt, newLines),
    newLines,
    lines,
  };
}

/** The lines, divided where lines that stay meet lines that change. */
function runsOf(lines: readonly HunkLine[]): HunkLine[][] {
  const runs: HunkLine[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && (run[0]?.kind === ' ') === (line.kind === ' ')) run.push(line);
    else runs.push([line]);
  }
  return runs;
}
