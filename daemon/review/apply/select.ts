import { BellglassFailure } from '../../protocol/errors.js';
import type { Base } from '../base/base.js';
import { attentionOf, refusalOf } from '../changes/attention.js';
import type { Change } from '../changes/change.js';
import { bytesOf, isAtOrBelow, parentOf, root, type RawPath } from '../rawPath.js';

/** What is asked for, besides paths. */
export interface Besides {
  /** Changes that are asked for without what is beneath them. */
  readonly exact?: ReadonlySet<RawPath>;
  /** Whether what git ignores is left out. */
  readonly withoutIgnored?: boolean;
}

/** Which changes are applied, and which are not although they were asked for. */
export interface Selection {
  readonly chosen: readonly Change[];
  /** Those that must be approved by their names, and were not. */
  readonly held: readonly Change[];
  /** Those that are never applied. */
  readonly refused: readonly Change[];
}

/**
 * Chooses changes by their paths: each with everything beneath it, and with the new directories above it.
 * @param wanted null: all of them; who names a change by its own path approves it
 * @throws BellglassFailure unknown_change
 */
export function select(
  changes: readonly Change[],
  wanted: readonly RawPath[] | null,
  base: Base,
  { exact = new Set(), withoutIgnored = false }: Besides = {},
): Selection {
  const places = new Set(wanted ?? []);
  const named = new Set([...places, ...exact]);
  const isAsked = ({ path }: Change): boolean => wanted === null || exact.has(path) || isAtOrBelow(path, places);
  const asked = changes.filter(isAsked);
  const known = new Set(asked.flatMap(({ path }) => [path, ...above(path)]));
  const own = new Set(asked.map(({ path }) => path));
  const unknown = [...places].find((path) => !known.has(path)) ?? [...exact].find((path) => !own.has(path));
  if (unknown !== undefined)
    throw new BellglassFailure({ code: 'unknown_change', data: { path: bytesOf(unknown).toString() } });
  const [refused, held, chosen] = [new Set<Change>(), new Set<Change>(), new Set<Change>()];
  for (const change of asked) {
    if (withoutIgnored && change.ignored !== undefined) continue;
    if (refusalOf(change, base) !== null) refused.add(change);
    else if (attentionOf(change) !== null && !named.has(change.path)) held.add(change);
    else chosen.add(change);
  }
  const byPath = new Map(changes.map((change) => [change.path, change]));
  for (const { path, after } of [...chosen]) if (after !== null) addAbove(path, byPath, base, chosen);
  const all = changes.filter((change) => chosen.has(change));
  return { chosen: all.map((change) => withoutRefused(change, base)), held: [...held], refused: [...refused] };
}

/** Of a directory that came along although its move is refused only the directory: where it came from nothing is removed. */
function withoutRefused(change: Change, base: Base): Change {
  return refusalOf(change, base) === null ? change : { ...change, what: 'added', from: null, before: null };
}

/** Without the directories above it nothing can be made. */
function addAbove(path: RawPath, byPath: ReadonlyMap<RawPath, Change>, base: Base, chosen: Set<Change>): void {
  for (const at of above(path)) {
    const change = byPath.get(at);
    if (change?.after?.kind === 'directory' && base.before(at)?.kind !== 'directory') chosen.add(change);
  }
}

function above(path: RawPath): RawPath[] {
  const places: RawPath[] = [];
  for (let at = parentOf(path); at !== root; at = parentOf(at)) places.push(at);
  return places;
}
