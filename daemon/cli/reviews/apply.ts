import { attentionInWords, many, refusedInWords, totalOf } from '../../protocol/reviews/words.js';
import { plain } from '../../protocol/sentences/shown.js';
import { type ApplyArguments } from '../arguments/invocation.js';
import { UsageError } from '../arguments/usage.js';
import { json } from '../show/json.js';
import { isTerminal, say, type Surroundings } from '../surroundings.js';
import { agreed } from './ask.js';
import { type Chosen, patiently, withReview } from './chosen.js';
import { applyInteractively } from './interactive/interactively.js';
import { pathsIn } from './places.js';
import { appliedShown, isAllApplied } from './shown/applied.js';

/** What `apply` exits with when something that was asked for was not applied. */
const notAll = 1;

/** `bellglass apply`: takes changes of a run over into its workspace. */
export async function apply(args: ApplyArguments, around: Surroundings): Promise<number> {
  if (args.interactive)
    return await withReview(args.run, around, async (chosen) => await applyInteractively(args, chosen, around));
  const asks = !args.all && args.paths.length === 0;
  if (asks && !isTerminal(around.stdin)) throw new UsageError('apply_what', {});
  return await withReview(args.run, around, async (chosen) => {
    const { daemon, reference, place, option } = chosen;
    const paths = pathsIn(place, args.paths);
    // A workspace has no path within itself, so that it cannot be named beside what must be named.
    if (paths === null && args.paths.length > 1)
      throw new UsageError('excluded', { option: 'The whole workspace', other: 'other paths' });
    if (asks && !(await isWanted(chosen, around))) {
      say(around, 'Nothing was applied.');
      return notAll;
    }
    const report = await patiently(
      'The changes are applied.',
      async () =>
        await daemon.call('review.apply', {
          ...reference,
          paths,
          ...(args.merge === null ? {} : { merge: args.merge }),
        }),
      around,
    );
    around.stdout.write(args.json ? `${json(report)}\n` : appliedShown(report, place, option));
    return isAllApplied(report, paths !== null) ? 0 : notAll;
  });
}

/** Asks whether everything is to be applied; of what would not be, the answer is told what it needs. */
async function isWanted({ daemon, reference, place }: Chosen, around: Surroundings): Promise<boolean> {
  const { total, review } = await patiently(
    'The changes are read.',
    async () => await daemon.call('review.changes', { ...reference, under: null }),
    around,
  );
  const { counts } = review;
  const possible = counts === null ? total : totalOf(counts) - counts.attention - counts.refused;
  // The report says why nothing can be applied.
  if (possible === 0) return true;
  const others = counts === null ? [] : [attentionInWords(counts.attention), refusedInWords(counts.refused)];
  const besides = others.filter((words) => words !== '').join(', ');
  const question = `Apply ${many(possible, 'change')} to ${plain(place.workspace)}?`;
  return await agreed(besides === '' ? question : `${question} Besides these ${besides}.`, around);
}
