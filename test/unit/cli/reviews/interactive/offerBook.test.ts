import { expect, test } from 'vitest';
import { OfferBook } from '../../../../../daemon/cli/reviews/interactive/offerBook.js';
import { limits } from '../../../../../daemon/protocol/limits.js';
import type { Params } from '../../../../../daemon/protocol/methods.js';
import type { Offer } from '../../../../../daemon/protocol/reviews/offers.js';
import { changed } from '../reviewing.js';

const reference = { run: '01', workspace: null };
const all = Array.from({ length: limits.offers + 5 }, (_, index) => changed(`f${String(index)}`));

/** A book over a daemon that tells so many at once, and nothing of `f1`; and the paths it was asked for, by call. */
function book(most: number) {
  const asked: string[][] = [];
  const call = async (_method: string, { paths }: Params<'review.offers'>) => {
    asked.push(paths.map(String));
    const told = paths.slice(0, most).filter((path) => path !== 'f1');
    const offers = told.map((path): Offer => ({ kind: 'whole', change: changed(path), patch: null }));
    return await Promise.resolve({ offers, paths: Math.min(most, paths.length) });
  };
  const daemon = { call: call as unknown as ConstructorParameters<typeof OfferBook>[0]['call'] };
  return { asked, book: new OfferBook(daemon, reference, all, async (work) => await work()) };
}

test('what is left is read for many at once, and again only for those that were not told', async () => {
  const { asked, book: offers } = book(3);
  expect(await offers.of(all[0]!)).toMatchObject({ kind: 'whole', change: { path: 'f0' } });
  expect(await offers.of(all[1]!)).toBeNull();
  expect(await offers.of(all[2]!)).not.toBeNull();
  expect(asked.map(({ length }) => length)).toEqual([limits.offers]);
  expect(await offers.of(all[3]!)).not.toBeNull();
  expect(asked.map(([first]) => first)).toEqual(['f0', 'f3']);
});

test('it is read along other changes than those that wait', async () => {
  const { asked, book: offers } = book(10);
  const others = [changed('x'), changed('y')];
  expect(await offers.of(others[1]!, others)).toMatchObject({ change: { path: 'y' } });
  expect(asked).toEqual([['y']]);
});

test('a daemon that tells nothing is not asked for ever', async () => {
  const { asked, book: offers } = book(0);
  expect(await offers.of(all[0]!)).toBeNull();
  expect(asked).toHaveLength(1);
});
