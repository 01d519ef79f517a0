import type { Offer } from '../../protocol/reviews/offers.js';
import { limits } from '../../protocol/limits.js';
import type { Host } from '../../review/apply/host.js';
import { standingOf } from '../../review/apply/standing.js';
import type { Base } from '../../review/base/base.js';
import { refusalOf } from '../../review/changes/attention.js';
import type { Change } from '../../review/changes/change.js';
import { offerOf, type Labels } from '../../review/parts/offer.js';
import { told } from '../../review/parts/shown.js';
import { isRepository } from '../../review/repository/fold.js';
import { linkedIn, type Places } from '../../review/parts/texts.js';

/** The changes of which something is left, by what the host has. */
export async function leftOf(changes: readonly Change[], base: Base, host: Host): Promise<Change[]> {
  const left: Change[] = [];
  for (const change of changes) {
    // Nobody is asked about commits: they are taken by their name.
    if (refusalOf(change, base) !== null || isRepository(change)) continue;
    if ((await standingOf(change, base, host)).is !== 'applied') left.push(change);
  }
  return left;
}

/**
 * What is left of changes, as many of the first as may be told at once.
 * @param asked null: of one that is never applied
 * @param all those that are asked for and those that are not
 * @returns those of which something is left, and how many of the changes were looked at
 * @throws the guest_ errors
 */
export async function offersOf(
  asked: readonly (Change | null)[],
  all: readonly Change[],
  places: Places,
  labels: Labels,
): Promise<{ offers: Offer[]; paths: number }> {
  const linked = linkedIn(all);
  const offers: Offer[] = [];
  let [paths, length] = [0, 0];
  for (const change of asked) {
    if (length > limits.offered) break;
    paths += 1;
    const offer = change === null ? null : await offerOf(change, places, linked, labels);
    if (offer === null) continue;
    const one = await told(offer, places);
    offers.push(one);
    length += JSON.stringify(one).length;
  }
  return { offers, paths };
}
