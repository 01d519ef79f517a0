import { BellglassFailure } from '../../../protocol/errors.js';
import { type ApplyReport } from '../../../protocol/reviews/methods.js';
import { bytesOf } from '../../../protocol/reviews/quoted.js';
import { sentence } from '../../../protocol/sentences.js';
import { type ApplyArguments } from '../../arguments/invocation.js';
import { json } from '../../show/json.js';
import { say, type Surroundings } from '../../surroundings.js';
import { allChanges } from '../changes.js';
import { type Chosen, patiently } from '../chosen.js';
import { pathsIn } from '../places.js';
import { appliedShown, isAllApplied } from '../shown/applied.js';
import { interview, type Wish } from './interview.js';
import { OfferBook } from './offerBook.js';
import { questionsOf } from './questions.js';
import { talking } from './talk.js';

/** What `apply -i` exits with when something that was chosen was not applied. */
const notAll = 1;

/** `bellglass apply -i`: asks about each change, and applies what was chosen at the end, all at once. */
export async function applyInteractively(args: ApplyArguments, chosen: Chosen, around: Surroundings): Promise<number> {
  const { daemon, reference, place, option } = chosen;
  const read = async <T>(work: () => Promise<T>): Promise<T> => await patiently('The changes are read.', work, around);
  const under = pathsIn(place, args.paths);
  const { changes: left } = await read(async () => await allChanges(chosen, under, true));
  const changes = left.filter(({ ignored }) => args.ignored || ignored === undefined);
  const singles = questionsOf(changes).lines.flatMap((line) => (line.kind === 'one' ? [line.change] : []));
  const book = new OfferBook(daemon, reference, singles, read);
  const offers: OfferBook['of'] = async (change, also) => await book.of(change, also);
  if (changes.length === 0) say(around, 'Nothing is left to be applied.');
  const out = args.json ? around.stderr : around.stdout;
  const wish = await talking(around, place, out, async (talk) => await interview(changes, offers, talk));
  const { report, outdated } = await applied(wish, chosen, around);
  around.stdout.write(args.json ? `${json(report)}\n` : appliedShown(report, place, option));
  return outdated || !isAllApplied(report, true) ? notAll : 0;
}

/** Applies it, but what is not any more as it was shown: that is said, and the rest is what was decided. */
async function applied(
  { paths, takings }: Wish,
  { daemon, reference }: Chosen,
  around: Surroundings,
): Promise<{ report: ApplyReport; outdated: boolean }> {
  let [left, outdated] = [takings, false];
  for (;;) {
    const wish = { ...reference, paths, takings: left };
    try {
      const work = async (): Promise<ApplyReport> => await daemon.call('review.apply', wish);
      return { report: await patiently('The changes are applied.', work, around), outdated };
    } catch (thrown) {
      if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'offer_outdated') throw thrown;
      const { path } = thrown.error.data;
      const others = left.filter((taking) => bytesOf(taking.path).toString() !== path);
      if (others.length === left.length) throw thrown;
      say(around, sentence(thrown.error));
      [left, outdated] = [others, true];
    }
  }
}
