import { BellglassFailure } from '../../protocol/errors.js';
import type { Taking } from '../../protocol/reviews/offers.js';
import type { Given } from '../apply/given.js';
import type { Made } from '../apply/plan.js';
import type { Conflict } from '../apply/standing.js';
import type { Change } from '../changes/change.js';
import { bytesOf, rawPath, type RawPath } from '../rawPath.js';
import { decide, merged, type Decided } from './decide.js';
import { offerOf, type Labels } from './offer.js';
import { linkedIn, mayBeText, type Places } from './texts.js';

/** Whether both sides are put together where the host was changed since: not at all, only where they go together, or with markers. */
export type MergeWish = 'clean' | 'markers' | null;

/** So many bytes that are neither side's are held until they are on the disk. */
const mostHeld = 256 * 2 ** 20;

/** What is decided of the changes of a review. */
export class Decisions {
  /** What becomes of paths by it. */
  readonly made = new Map<RawPath, Made>();
  /** Of the paths that were decided about, those of which nothing is done: nothing was chosen, or both sides do not go together. */
  readonly undone = new Map<RawPath, Conflict | null>();
  private readonly written = new Map<RawPath, Given>();
  /** Paths at which both sides are put together, and those of them that hold markers. */
  readonly merged = new Set<RawPath>();
  readonly markers = new Set<RawPath>();
  /** Why both sides were not put together. */
  readonly unmerged = new Map<RawPath, 'clashes' | 'noTexts'>();
  private held = 0;
  private readonly byPath: ReadonlyMap<RawPath, Change>;
  private readonly linked: ReadonlySet<RawPath>;

  constructor(
    all: readonly Change[],
    private readonly places: Places,
    private readonly labels: Labels,
  ) {
    this.byPath = new Map(all.map((change) => [change.path, change]));
    this.linked = linkedIn(all);
  }

  /** Takes what was offered. @throws BellglassFailure offer_outdated, the guest_ errors */
  async take(takings: readonly Taking[]): Promise<void> {
    for (const taking of takings) {
      const change = this.byPath.get(rawPath(taking.path));
      if (taking.take === 'whole' || change === undefined) continue;
      const offer = await offerOf(change, this.places, this.linked, this.labels);
      const decided = decide(taking, offer);
      const clashes = offer?.kind === 'conflict' && offer.merge !== null ? offer.merge.conflicts : 0;
      if (decided !== null) this.put(change.path, decided, taking.take === 'merged' ? clashes : null);
      else this.undone.set(change.path, offer?.kind === 'conflict' ? { path: change.path, host: offer.host } : null);
      if (decided === null && taking.take === 'merged') this.unmerged.set(change.path, 'clashes');
    }
  }

  /** Puts both sides together where something is in the way. @throws the guest_ errors */
  async merge(conflicts: readonly Conflict[], wish: NonNullable<MergeWish>): Promise<void> {
    for (const { path } of conflicts) {
      if (this.made.has(path)) continue;
      const change = this.byPath.get(path);
      const offer = change === undefined ? null : await offerOf(change, this.places, this.linked, this.labels);
      const merge = offer?.kind === 'conflict' ? offer.merge : null;
      const decided = offer === null || merge === null ? null : merged(offer, merge);
      if (merge === null || decided === null) this.unmerged.set(path, 'noTexts');
      else if (merge.conflicts > 0 && wish === 'clean') this.unmerged.set(path, 'clashes');
      else this.put(path, decided, merge.conflicts);
    }
  }

  /** What is written down of it with the application. */
  get given(): readonly Given[] {
    return [...this.written.values()];
  }

  /** Whether a guest must be asked to put both sides of a conflict together. */
  mayMerge(conflicts: readonly Conflict[]): boolean {
    return conflicts.some(({ path }) => {
      const change = this.byPath.get(path);
      return change !== undefined && mayBeText(change, this.places.bytes, this.linked);
    });
  }

  /** @param clashes null: it is no merge @throws BellglassFailure apply_failed */
  private put(path: RawPath, { made, given }: Decided, clashes: number | null): void {
    this.held += made.content?.bytes?.length ?? 0;
    if (this.held > mostHeld) {
      const reason = `more than ${String(mostHeld / 2 ** 20)} MiB were put together; take less at once`;
      throw new BellglassFailure({ code: 'apply_failed', data: { path: bytesOf(path).toString(), reason } });
    }
    this.made.set(path, made);
    this.written.set(path, given);
    if (clashes !== null) this.merged.add(path);
    if (clashes !== null && clashes > 0) this.markers.add(path);
  }
}
