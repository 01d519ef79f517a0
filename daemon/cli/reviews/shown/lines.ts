import { type ChangeCounts, type ChangeInfo } from '../../../protocol/reviews/change.js';
import { attentionReasons, refusalReasons } from '../../../protocol/reviews/reasons.js';
import { attentionInWords, countsInWords, many, refusedInWords } from '../../../protocol/reviews/words.js';
import { type Place, shownIn } from '../places.js';
import { isDirectory, type Line } from './grouped.js';

const letters = { added: 'A', modified: 'M', deleted: 'D', renamed: 'R' } as const;

/** What stands behind a change's letter: it needs a look, or is never applied. */
const marks = { attention: '!', refused: 'x', none: ' ' } as const;

/** Changes as lines like those of `git status --short`; the reasons of those that need a look stand at their ends. */
export function changeLines(lines: readonly Line[], place: Place): string[] {
  return lines.map((line) => (line.kind === 'one' ? changeLine(line.change, place) : treeLine(line, place)));
}

/** One change as a line. */
export function changeLine(change: ChangeInfo, place: Place): string {
  const { attention, refused } = change;
  const reason = refused !== null ? refusalReasons[refused] : attention !== null ? attentionReasons[attention] : null;
  const mark = refused !== null ? marks.refused : attention !== null ? marks.attention : marks.none;
  return `${letters[change.what]}${mark} ${pathsOf(change, place)}${reason === null ? '' : `  (${reason})`}`;
}

function treeLine({ change, files, attention, refused }: Extract<Line, { kind: 'tree' }>, place: Place): string {
  const mark = attention > 0 ? marks.attention : refused > 0 ? marks.refused : marks.none;
  const parts = [many(files, 'file'), attentionInWords(attention), refusedInWords(refused)];
  return `${letters[change.what]}${mark} ${pathsOf(change, place)} (${parts.filter((part) => part !== '').join(', ')})`;
}

function pathsOf(change: ChangeInfo, place: Place): string {
  const end = isDirectory(change) ? '/' : '';
  const path = `${shownIn(place, change.path)}${end}`;
  return change.from === null ? path : `${shownIn(place, change.from)}${end} -> ${path}`;
}

/** How many changes there are of each kind. @param apart whether those of what git ignores are counted apart */
export function countsOf(changes: readonly ChangeInfo[], apart = true): ChangeCounts {
  const counts = { added: 0, modified: 0, deleted: 0, renamed: 0, attention: 0, refused: 0, ignored: 0 };
  for (const { what, attention, refused, ignored } of changes) {
    counts[apart && ignored !== undefined ? 'ignored' : what] += 1;
    if (refused !== null) counts.refused += 1;
    else if (attention !== null) counts.attention += 1;
  }
  return counts;
}

/** What a list of changes is in all: a sentence. */
export function totals(counts: ChangeCounts): string {
  const attention = attentionInWords(counts.attention);
  const refused = refusedInWords(counts.refused);
  const parts = [
    countsInWords(counts),
    attention === '' ? '' : `${attention} (${marks.attention})`,
    refused === '' ? '' : `${refused} (${marks.refused})`,
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}
