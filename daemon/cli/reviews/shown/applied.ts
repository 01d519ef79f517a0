import { type ChangeInfo } from '../../../protocol/reviews/change.js';
import { type ApplyReport, type ReviewConflict, type UndoReport } from '../../../protocol/reviews/methods.js';
import { many, thousands } from '../../../protocol/reviews/words.js';
import { plain } from '../../../protocol/sentences/shown.js';
import { type Place, shownIn } from '../places.js';
import { changeLine } from './lines.js';
import { areAllMoved, movedLines } from './repository.js';
import { word } from './word.js';

/** So many lines of each kind are shown. */
const mostLines = 20;

const conflictReasons: Readonly<Record<ReviewConflict['host'], string>> = {
  appeared: 'something new is there',
  changed: 'it was changed here',
  gone: 'it is not there any more',
};

const unmergedReasons = {
  clashes: ', and both changed the same lines',
  noTexts: ', and there is no text of before to merge by',
} as const;

/** Whether everything that was asked for was applied. @param named whether paths were; what is never applied is missed only then */
export function isAllApplied({ held, refused, conflicts, stayed, refs }: ApplyReport, named: boolean): boolean {
  if (!areAllMoved(refs)) return false;
  return held.total + (named ? refused.total : 0) + conflicts.total + stayed === 0;
}

/** What came of applying changes, and what to do about the rest. @param option what names the run after a command, with a space before it */
export function appliedShown(report: ApplyReport, place: Place, option: string): string {
  const { applied, ignored = 0, held, refused, conflicts, merged, stayed, refs } = report;
  const workspace = plain(place.workspace);
  const moved = refs?.moved.length ?? 0;
  const nothing = moved === 0 ? [`Nothing was applied to ${workspace}.`] : [];
  return text([
    ...(applied === 0 ? nothing : [`Applied ${many(applied, 'change')} to ${workspace}${ofIgnored(ignored)}.`]),
    ...movedLines(refs),
    ...(applied + moved === 0 ? [] : [`Take them back: bellglass undo${option}`]),
    ...heldLines(held, place, option),
    ...listed('Never applied:', refused, (change) => changeLine(change, place), option),
    ...mergedLines(merged, place),
    ...conflictLines('Not applied, since the workspace was changed meanwhile:', conflicts, place),
    ...conflictAdvice(conflicts, option),
    ...(stayed === 0
      ? []
      : [
          `${many(stayed, 'directory', 'directories')} could not be removed: the program had not seen all that is there.`,
        ]),
  ]);
}

function ofIgnored(count: number): string {
  return count === 0 ? '' : `, ${thousands(count)} of what git ignores`;
}

/** What came of taking an application back. */
export function undoneShown({ restored, conflicts, refs }: UndoReport, place: Place): string {
  const workspace = plain(place.workspace);
  const moved = refs?.moved.length ?? 0;
  const nothing = moved === 0 ? [`Nothing was taken back in ${workspace}.`] : [];
  return text([
    ...(restored === 0 ? nothing : [`Took back ${many(restored, 'change')} in ${workspace}.`]),
    ...movedLines(refs),
    ...(moved === 0
      ? []
      : ['The commits that were brought stay in the repository, where nothing refers to them any more.']),
    ...conflictLines('Left as it is, since it was changed after it was applied:', conflicts, place),
  ]);
}

/** Each needs its own name: only what was looked at is approved. */
function heldLines(held: ApplyReport['held'], place: Place, option: string): string[] {
  const [first] = held.changes;
  if (first === undefined) return [];
  const example = word(shownIn(place, first.path));
  return [
    ...listed(
      'Held back until you name it, since this computer may run it:',
      held,
      (change) => changeLine(change, place),
      option,
    ),
    `Look at it, then name it: bellglass apply${option} ${example}`,
  ];
}

function listed(
  head: string,
  { total, changes }: ApplyReport['held'],
  line: (change: ChangeInfo) => string,
  option: string,
): string[] {
  if (total === 0) return [];
  const shown = changes.slice(0, mostLines).map((change) => `  ${line(change)}`);
  const more = total - shown.length;
  return [
    head,
    ...shown,
    ...(more > 0 ? [`  and ${thousands(more)} more; all are listed with: bellglass changes${option}`] : []),
  ];
}

function conflictLines(head: string, { total, conflicts }: ApplyReport['conflicts'], place: Place): string[] {
  if (total === 0) return [];
  const shown = conflicts.slice(0, mostLines).map(({ path, host, unmerged }) => {
    const why = unmerged === undefined ? '' : unmergedReasons[unmerged];
    return `  ${shownIn(place, path)}  (${conflictReasons[host]}${why})`;
  });
  const more = total - shown.length;
  return [head, ...shown, ...(more > 0 ? [`  and ${thousands(more)} more`] : [])];
}

function mergedLines({ total, markers }: ApplyReport['merged'], place: Place): string[] {
  if (total === 0) return [];
  const shown = markers.slice(0, mostLines).map((path) => `  ${shownIn(place, path)}`);
  const more = markers.length - shown.length;
  return [
    `Of ${many(total, 'file')} both sides were put together.`,
    ...(markers.length === 0 ? [] : ['These hold conflict markers now, which you have to resolve:']),
    ...shown,
    ...(more > 0 ? [`  and ${thousands(more)} more`] : []),
  ];
}

/** What can be done about conflicts that nobody tried to merge, or that did not go together. */
function conflictAdvice({ conflicts }: ApplyReport['conflicts'], option: string): string[] {
  if (conflicts.some(({ unmerged, host }) => unmerged === undefined && host === 'changed'))
    return [
      `Put both sides together: bellglass apply --merge${option}   Decide one by one: bellglass apply -i${option}`,
    ];
  if (conflicts.some(({ unmerged }) => unmerged === 'clashes'))
    return [`Mark what both changed: bellglass apply --conflict-markers${option}`];
  return [];
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
