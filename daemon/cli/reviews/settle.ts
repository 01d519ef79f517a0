import { type SettleArguments } from '../arguments/invocation.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { patiently, withReview } from './chosen.js';
import { undoneShown } from './shown/applied.js';
import { areAllMoved } from './shown/repository.js';

/** What `undo` exits with when something stayed as it is. */
const notAll = 1;

/** `bellglass discard`: forgets what a run changed. */
export async function discard(args: SettleArguments, around: Surroundings): Promise<number> {
  return await withReview(args.run, around, async ({ daemon, reference }) => {
    await daemon.call('review.discard', reference);
    around.stdout.write(
      args.json ? `${json({ run: reference.run })}\n` : `The changes of the run ${reference.run} are forgotten.\n`,
    );
    return 0;
  });
}

/** `bellglass undo`: takes back what was applied last. */
export async function undo(args: SettleArguments, around: Surroundings): Promise<number> {
  return await withReview(args.run, around, async ({ daemon, reference, place }) => {
    const report = await patiently(
      'What was applied is taken back.',
      async () => await daemon.call('review.undo', reference),
      around,
    );
    around.stdout.write(args.json ? `${json(report)}\n` : undoneShown(report, place));
    return report.conflicts.total === 0 && areAllMoved(report.refs) ? 0 : notAll;
  });
}
