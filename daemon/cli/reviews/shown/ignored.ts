import { type ChangeInfo } from '../../../protocol/reviews/change.js';
import { bytesOf } from '../../../protocol/reviews/quoted.js';
import { attentionInWords, countsInWords, refusedInWords, thousands } from '../../../protocol/reviews/words.js';
import { type Place, shownIn } from '../places.js';
import { changeLine, countsOf } from './lines.js';

/** So many places are listed, and so many changes with a mark. */
const most = 20;

/** Changes of what git ignores, a line a place of which everything is ignored; none for none. @param each whether each change is a line */
export function ignoredLines(changes: readonly ChangeInfo[], place: Place, each: boolean): string[] {
  if (changes.length === 0) return [];
  const lines = each ? changes.map((change) => changeLine(change, place)) : placeLines(changes, place);
  return ['Ignored by git:', ...lines.map((line) => `  ${line}`)];
}

function placeLines(changes: readonly ChangeInfo[], place: Place): string[] {
  const marked = changes.filter(({ attention, refused }) => attention !== null || refused !== null);
  const alone = new Set(marked.length <= most ? marked : []);
  const places = byPlace(changes.filter((change) => !alone.has(change)));
  const lines = places.slice(0, most).map((members) => placeLine(members, place));
  const more = places.length - most;
  return [
    ...[...alone].map((change) => changeLine(change, place)),
    ...lines,
    ...(more > 0 ? [`and ${thousands(more)} more places`] : []),
  ];
}

function byPlace(changes: readonly ChangeInfo[]): ChangeInfo[][] {
  const places = new Map<string, ChangeInfo[]>();
  for (const change of changes) {
    const at = bytesOf(change.ignored ?? change.path).toString('latin1');
    const members = places.get(at);
    if (members === undefined) places.set(at, [change]);
    else members.push(change);
  }
  return [...places.values()];
}

function placeLine(members: readonly ChangeInfo[], place: Place): string {
  const [first] = members;
  if (first === undefined) return '';
  if (members.length === 1) return changeLine(first, place);
  const counts = countsOf(members, false);
  const parts = [countsInWords(counts), attentionInWords(counts.attention), refusedInWords(counts.refused)];
  return `   ${shownIn(place, first.ignored ?? first.path)}/ (${parts.filter((part) => part !== '').join('; ')})`;
}
