import { createHash } from 'node:crypto';
import { limits } from '../../protocol/limits.js';
import type { HostEntry } from '../apply/host.js';
import { lost, standingOf, type Conflict } from '../apply/standing.js';
import type { Change } from '../changes/change.js';
import { diffLines, splitHunk, type Hunk } from '../diff/hunks.js';
import { merge3, type Merge } from '../diff/merge/merge3.js';
import type { RawPath } from '../rawPath.js';
import { mayBeText, textsOf, type Places, type TextChange, type Texts } from './texts.js';

/** What is left of a change, against what the host has now. */
export type Offer = Seen &
  (
    | { readonly kind: 'whole' }
    /** `mode`: whether the guest's mode is one to be had by itself. */
    | { readonly kind: 'hunks'; readonly change: TextChange; readonly hunks: readonly Hunk[]; readonly mode: boolean }
    /**
     * `merge`: null when what the file was is not kept, or a side is no text. `theirs`: whether the guest's can be had: not when its bytes
     * are those that another file had.
     */
    | {
        readonly kind: 'conflict';
        readonly host: Conflict['host'];
        readonly merge: Merge | null;
        readonly theirs: boolean;
      }
  );

interface Seen {
  readonly change: Change;
  readonly now: HostEntry;
  readonly source: HostEntry;
  /** null: no text, or nobody asked for it. */
  readonly texts: Texts | null;
  /** What is offered is told by it: the change, the very state of the host's file, and every byte of the texts. */
  readonly digest: string;
}

/** How the sides of a merge are called at its markers. */
export interface Labels {
  readonly ours: string;
  readonly theirs: string;
}

/**
 * What is left of a change; null when nothing is.
 * @param linked the names that others are links of
 * @throws the guest_ errors
 */
export async function offerOf(
  change: Change,
  places: Places,
  linked: ReadonlySet<RawPath>,
  labels: Labels,
): Promise<Offer | null> {
  const { now, source, is } = await standingOf(change, places.base, places.host);
  if (is === 'applied') return null;
  const text = mayBeText(change, places.bytes, linked) ? change : null;
  const texts = text === null ? null : await textsOf(text, now, places);
  const seen = { change, now, source, texts, digest: digestOf(change, now, source, texts) };
  if (is !== 'ready') {
    const merge = texts === null ? null : merge3(texts.base, texts.host, texts.guest, labels);
    const theirs = (await lost(change.after, places.base, places.host)) === null;
    return { ...seen, kind: 'conflict', host: is.host, merge, theirs };
  }
  if (text === null || texts === null) return { ...seen, kind: 'whole' };
  const hunks = diffLines(texts.host, texts.guest);
  if (partsOf(hunks).length > limits.parts) return { ...seen, kind: 'whole' };
  const mode = isModeLeft(text, now);
  return hunks.length === 0 && !mode ? null : { ...seen, change: text, kind: 'hunks', hunks, mode };
}

/** The changes of a text, each by itself, by their numbers: the smallest parts that can be had. */
export function partsOf(hunks: readonly Hunk[]): Hunk[] {
  return hunks.flatMap(splitHunk);
}

function isModeLeft({ before, after }: TextChange, now: HostEntry): boolean {
  return (
    before?.kind === 'file' && now?.kind === 'file' && before.mode !== after.mode && (now.mode & 0o777) !== after.mode
  );
}

function digestOf(change: Change, now: HostEntry, source: HostEntry, texts: Texts | null): string {
  const sides = texts === null ? [] : [texts.base, texts.host, texts.guest];
  const hash = createHash('sha256').update(JSON.stringify([change, now, source, sides.map(({ length }) => length)]));
  for (const side of sides) hash.update(side);
  return hash.digest('hex');
}
