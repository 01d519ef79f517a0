import { type Daemon } from '../../../client/daemon.js';
import { type ChangeInfo } from '../../../protocol/reviews/change.js';
import { limits } from '../../../protocol/limits.js';
import { type Offer } from '../../../protocol/reviews/offers.js';
import { type Chosen } from '../chosen.js';
import { rawOf } from './questions.js';

/** What is left of changes and how it can be taken, read as it is asked for: many at once, since a machine may have to start for it. */
export class OfferBook {
  private readonly known = new Map<string, Offer | null>();

  /** @param waiting what will be asked about, in order */
  constructor(
    private readonly daemon: Pick<Daemon, 'call'>,
    private readonly reference: Chosen['reference'],
    private readonly waiting: readonly ChangeInfo[],
    private readonly patiently: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /** null: nothing is left of it. @param also what will be asked about after it, unless it waits */
  async of(change: ChangeInfo, also: readonly ChangeInfo[] = this.waiting): Promise<Offer | null> {
    const path = rawOf(change.path);
    while (!this.known.has(path)) await this.read(also.slice(Math.max(0, also.indexOf(change))));
    return this.known.get(path) ?? null;
  }

  private async read(next: readonly ChangeInfo[]): Promise<void> {
    const asked = next.filter(({ path }) => !this.known.has(rawOf(path))).slice(0, limits.offers);
    const paths = asked.map(({ path }) => path);
    const { offers, paths: count } = await this.patiently(
      async () => await this.daemon.call('review.offers', { ...this.reference, paths }),
    );
    // A daemon that looked at none would be asked for ever.
    for (const path of paths.slice(0, Math.max(1, count))) this.known.set(rawOf(path), null);
    for (const offer of offers) this.known.set(rawOf(offer.change.path), offer);
  }
}
