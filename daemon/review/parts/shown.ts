import type { Offer as Told, OfferedHunk } from '../../protocol/reviews/offers.js';
import { limits } from '../../protocol/limits.js';
import type { HostEntry } from '../apply/host.js';
import type { Change } from '../changes/change.js';
import { infoOf } from '../changes/info.js';
import { splitHunk, type Hunk } from '../diff/hunks.js';
import { hunkText } from '../diff/hunkText.js';
import { patch, type FileMode } from '../diff/patch.js';
import { patchOf } from '../patches.js';
import type { Offer } from './offer.js';
import type { Places } from './texts.js';

/** What front ends are told of an offer. @throws the guest_ errors */
export async function told(offer: Offer, places: Places): Promise<Told> {
  const { change, digest, now, texts } = offer;
  const info = infoOf(change, places.base);
  switch (offer.kind) {
    case 'whole':
      return { kind: 'whole', change: info, patch: await wholePatch(change, places) };
    case 'hunks': {
      const { mode, hunks } = offer;
      const modes = mode ? { from: modeOf(now), to: offer.change.after.mode } : null;
      return { kind: 'hunks', change: info, digest, mode: modes, hunks: hunks.map(toldHunk) };
    }
    case 'conflict': {
      const { host, merge, theirs } = offer;
      const own = texts?.host ?? null;
      const against = (bytes: Buffer | undefined): string | null => textPatch(change, now, own, bytes ?? null);
      const both = merge === null ? null : { clashes: merge.conflicts, patch: against(merge.bytes) };
      return { kind: 'conflict', change: info, digest, host, merge: both, theirs, patch: against(texts?.guest) };
    }
  }
}

function toldHunk(hunk: Hunk): OfferedHunk {
  const parts = splitHunk(hunk);
  return {
    ids: parts.map(({ id }) => id),
    text: textOf(hunk),
    parts: parts.length < 2 ? [] : parts.map((part) => ({ id: part.id, text: textOf(part) })),
  };
}

function textOf(hunk: Hunk): string {
  return Buffer.from(hunkText([hunk]), 'latin1').toString('base64');
}

/** A change that is all or nothing as a patch; null where that is no text, or too long. */
async function wholePatch(change: Change, { bytes, host, source }: Places): Promise<string | null> {
  const { bytes: text, complete } = await patchOf([change], { bytes, host, source }, limits.shownWhole);
  if (!complete || text.length === 0 || text.includes('\nGIT binary patch\n')) return null;
  return text.toString('base64');
}

function textPatch({ path }: Change, now: HostEntry, own: Buffer | null, becomes: Buffer | null): string | null {
  if (own === null || becomes === null) return null;
  const mode: FileMode = (modeOf(now) & 0o100) === 0 ? '100644' : '100755';
  const { bytes } = patch({ before: { path, mode, bytes: own }, after: { path, mode, bytes: becomes } });
  return bytes.length > limits.shownWhole ? null : bytes.toString('base64');
}

function modeOf(now: HostEntry): number {
  return now?.kind === 'file' ? now.mode & 0o777 : 0;
}
