import { BellglassFailure } from '../../protocol/errors.js';
import type { Taking } from '../../protocol/reviews/offers.js';
import { digestOf, type Given } from '../apply/given.js';
import type { HostFile } from '../apply/host.js';
import type { Made, MadeContent } from '../apply/plan.js';
import { applyHunks } from '../diff/applyHunks.js';
import type { Merge } from '../diff/merge/merge3.js';
import { bytesOf, rawPath } from '../rawPath.js';
import { partsOf, type Offer } from './offer.js';

/** What becomes of a path by somebody's decision, and what of that is written down. */
export interface Decided {
  readonly made: Made;
  readonly given: Given;
}

/** A decision about something that was offered. */
export type Decision = Exclude<Taking, { take: 'whole' }>;

/**
 * What a decision makes of what is offered now.
 * @returns null: nothing
 * @throws BellglassFailure offer_outdated: it was made about something else
 */
export function decide(taking: Decision, offer: Offer | null): Decided | null {
  if (offer?.digest !== taking.digest) throw outdated(taking);
  const { now, source } = offer;
  switch (taking.take) {
    case 'hunks':
      if (offer.kind !== 'hunks' || now?.kind !== 'file') throw outdated(taking);
      return withHunks(offer, now, new Set(taking.hunks), taking);
    case 'merged':
      if (offer.kind !== 'conflict' || offer.merge === null) throw outdated(taking);
      if (offer.merge.conflicts > 0 && !taking.markers) return null;
      return merged(offer, offer.merge);
    case 'theirs':
      if (offer.kind !== 'conflict' || !offer.theirs) throw outdated(taking);
      return { made: { now, source, content: null }, given: { path: offer.change.path, digest: null } };
  }
}

/** A merge of what the host has and what the guest has. */
export function merged({ change, now, source, texts }: Offer, { bytes }: Merge): Decided | null {
  const { path, before, after } = change;
  if (now?.kind !== 'file' || after?.kind !== 'file' || before?.kind !== 'file') return null;
  const mode = before.mode === after.mode ? now.mode & 0o777 : after.mode;
  const content = { ...contentOf(bytes, texts?.host, now), mode };
  return { made: { now, source, content }, given: { path, digest: null } };
}

function withHunks(
  { change, source, texts, hunks, mode: asksMode }: Extract<Offer, { kind: 'hunks' }>,
  now: HostFile,
  chosen: ReadonlySet<number>,
  taking: Extract<Decision, { take: 'hunks' }>,
): Decided | null {
  const parts = partsOf(hunks);
  const known = new Set(parts.map(({ id }) => id));
  if (texts === null || (taking.mode && !asksMode) || [...chosen].some((id) => !known.has(id))) throw outdated(taking);
  if (chosen.size === 0 && !taking.mode) return null;
  const { path, after } = change;
  const all = chosen.size === parts.length;
  const bytes = all ? texts.guest : applyHunks(texts.host, parts, chosen);
  const kept = contentOf(bytes, texts.host, now);
  const mode = taking.mode ? after.mode : now.mode & 0o777;
  const content = { ...kept, mode, ...(all && kept.bytes !== null ? { mtime: after.mtime } : {}) };
  return { made: { now, source, content }, given: { path, digest: digestOf(bytes) } };
}

/** What was made is new now, so that what builds from it sees that; what stays keeps its time. */
function contentOf(bytes: Buffer, own: Buffer | undefined, now: HostFile): Omit<MadeContent, 'mode'> {
  if (own?.equals(bytes) === true) return { bytes: null, mtime: now.identity.mtime };
  return { bytes, mtime: String(BigInt(Date.now()) * 1_000_000n) };
}

function outdated({ path }: Decision): BellglassFailure {
  return new BellglassFailure({ code: 'offer_outdated', data: { path: bytesOf(rawPath(path)).toString() } });
}
