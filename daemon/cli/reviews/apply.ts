import { attentionInWords, many, refusedInWords, thousands } from '../../protocol/reviews/words.js';
import { plain } from '../../protocol/sentences/shown.js';
import { type ApplyArguments } from '../arguments/invocation.js';
import { UsageError } from '../arguments/usage.js';
import { json } from '../show/json.js';
import { isTerminal, say, type Surroundings } from '../surroundings.js';
import { agreed } from './ask.js';
import { allChanges } from './changes.js';
import { type Chosen, patiently, withReview } from './chosen.js';
import { applyInteractively } from './interactive/interactively.js';
import { pathsIn } from './places.js';
import { appliedShown, isAllApplied } from './shown/applied.js';
import { countsOf } from './shown/lines.js';

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
    if (asks && !(await isWanted(chosen, args.ignored, around))) {
      say(around, 'Nothing was applied.');
      return notAll;
    }
    const report = await patiently(
      'The changes are applied.',
      async () =>
        await daemon.call('review.apply', {
          ...reference,
          paths,
          ...(args.ignored ? {} : { ignored: false as const }),
          ...(args.merge === null ? {} : { merge: args.merge }),
        }),
      around,
    );
    around.stdout.write(args.json ? `${json(report)}\n` : appliedShown(report, place, option));
    return isAllApplied(report, paths !== null) ? 0 : notAll;
  });
}

/** Asks whether everything is to be applied; of what would not be, the answer is told what it needs. @param ignored whether what git ignores is, too */
async function isWanted(chosen: Chosen, ignored: boolean, around: Surroundings): Promise<boolean> {
  const { place } = chosen;
  const { changes } = await patiently('The changes are read.', async () => await allChanges(chosen, null), around);
  const asked = changes.filter((change) => ignored || change.ignored === undefined);
  const possible = asked.filter(({ attention, refused }) => attention === null && refused === null);
  // The report says why nothing can be applied.
  if (possible.length === 0) return true;
  const { attention, refused } = countsOf(asked);
  const besides = [attentionInWords(attention), refusedInWords(refused)].filter((words) => words !== '');
  const some = possible.filter((change) => change.ignored !== undefined).length;
  const those = some === 0 ? '' : `, ${thousands(some)} of what git ignores`;
  const question = `Apply ${many(possible.length, 'change')} to ${plain(place.workspace)}${those}?`;
  return await agreed(besides.length === 0 ? question : `${question} Besides these ${besides.join(', ')}.`, around);
}
