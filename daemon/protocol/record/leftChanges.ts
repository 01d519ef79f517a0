import type { RunReview } from '../reviews/change.js';
import type { Meanwhile } from '../reviews/meanwhile.js';
import { quoted } from '../reviews/quoted.js';
import { attentionReasons } from '../reviews/reasons.js';
import { attentionInWords, countsInWords, many, namesInWords, refusedInWords, thousands } from '../reviews/words.js';
import type { RunRecord } from '../run.js';
import { commandLineWays, type Ways } from '../sentences/ways.js';

/** The beginning of a run's id that is shown; what has it in front of it is found by it. */
export const shownId = 12;

/**
 * What is said after a run of the changes that it left to be looked at, a line each; nothing when it left none and went well.
 * @param byId whether advice must name the run, since where it is read another one is the latest
 * @param ways what the front end calls that which is advised
 */
export function leftChanges(
  { id, review, status, error, hidden }: Pick<RunRecord, 'id' | 'review' | 'status' | 'error' | 'hidden'>,
  byId: boolean,
  ways: Ways = commandLineWays,
): string[] {
  // A program that misses a hidden file fails, and then it is worth a line although nothing changed; not one that was not run.
  const missed = status !== 0 && error === null;
  if (review === null) return hidden === undefined || !missed ? [] : hiddenInWords(hidden);
  const advice = ways.reviewChanges(byId ? id.slice(0, shownId) : null);
  const changes = changesLeft(review);
  const rest = [...fullInWords(review.full), ...unseen(review), ...meanwhileInWords(review.meanwhile ?? null)];
  if (changes === null) return [...(missed ? unseen(review) : []), ...meanwhileInWords(review.meanwhile ?? null)];
  return [changes, advice, ...rest];
}

function changesLeft({ state, counts, notable, ignoredIn }: RunReview): string | null {
  if (state === 'unread') return 'What the program changed is kept, and was not read yet.';
  if (state !== 'pending' || counts === null) return null;
  const attention = attentionInWords(counts.attention) + exampleOf(notable, counts.attention);
  const parts = [countsInWords(counts, ignoredIn), attention, refusedInWords(counts.refused)];
  return `${parts.filter((part) => part !== '').join('; ')}.`;
}

function exampleOf(notable: RunReview['notable'], count: number): string {
  const first = notable?.[0];
  if (first === undefined || count === 0) return '';
  const more = count > 1 ? `, and ${thousands(count - 1)} more` : '';
  return ` (${quoted(first.path)}: ${attentionReasons[first.attention]}${more})`;
}

/** Which limit the program met, and how it is raised. */
function fullInWords(full: RunReview['full']): string[] {
  if (full === undefined) return [];
  const what = full.of === 'bytes' ? 'is full' : 'can hold no more files';
  return [
    `The disk of the changes of this run (${thousands(full.sizeMiB)} MiB) ${what}, so what the program wrote may not be whole. Give runs a larger one with "changesMiB" in Bellglass's config.json.`,
  ];
}

/** What changed on the host, where the program may have seen something else. */
function meanwhileInWords(meanwhile: Meanwhile | null): string[] {
  if (meanwhile === null) return [];
  const { missed, stale, unwatched, folder } = meanwhile;
  const lines: string[] = [];
  if (folder !== 'there') lines.push(`The workspace itself was ${folder} meanwhile.`);
  if (missed.count > 0)
    lines.push(`Edited on the host meanwhile, and not shown to the program: ${namesInWords(missed)}.`);
  if (stale.count > 0)
    lines.push(
      `Changed on the host meanwhile, so the program may have read something else: ${namesInWords(stale)}. The next run sees what is there now.`,
    );
  if (unwatched > 0)
    lines.push(
      `${many(unwatched, 'directory', 'directories')} could not be watched for edits on the host: the system's limit of inotify watches is reached.`,
    );
  return lines;
}

function hiddenInWords(hidden: RunReview['hidden']): string[] {
  return hidden.count === 0 ? [] : [`Hidden from the program: ${namesInWords(hidden)}.`];
}

/** What the program could not see of its workspace. */
function unseen({ hidden, unreadable, inHistory = [] }: RunReview): string[] {
  const kept = { count: inHistory.length, paths: inHistory };
  return [
    ...hiddenInWords(hidden),
    ...(kept.count === 0
      ? []
      : [
          `Git's history holds ${namesInWords(kept)}, where the program could read it: what was a secret there is none any more.`,
        ]),
    ...(unreadable.count === 0
      ? []
      : [`Not shown to the program, since you may not read it: ${namesInWords(unreadable)}.`]),
  ];
}
