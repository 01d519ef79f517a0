import { type DiffArguments } from '../arguments/invocation.js';
import { json } from '../show/json.js';
import { isColoured, isTerminal, say, type Surroundings } from '../surroundings.js';
import { patiently, withReview } from './chosen.js';
import { pathsIn } from './places.js';
import { patchShown } from './shown/patch.js';
import { repositoryLines } from './shown/repository.js';

/** `bellglass diff`: what a run changed, as a patch in git's format; its bytes as they are, unless a terminal shows it. */
export async function diff(args: DiffArguments, around: Surroundings): Promise<number> {
  return await withReview(args.run, around, async ({ daemon, reference, place, option }) => {
    const under = pathsIn(place, args.paths);
    const { patch, complete } = await patiently(
      'The changes are read.',
      async () => await daemon.call('review.diff', { ...reference, under }),
      around,
    );
    const bytes = Buffer.from(patch, 'base64');
    // Only now its changes were certainly read.
    const { review } = (await daemon.call('run.inspect', reference)).record;
    const repository = under === null || under.includes('.git') ? (review?.repository ?? null) : null;
    if (args.json) around.stdout.write(`${json({ patch: patchAsJson(bytes), complete, repository })}\n`);
    else if (isTerminal(around.stdout)) {
      for (const line of repositoryLines(repository)) around.stdout.write(`${line}\n`);
      around.stdout.write(patchShown(bytes.toString(), isColoured(around)));
    } else around.stdout.write(bytes);
    if (!complete)
      say(
        around,
        `The patch is not complete: some changes are too large for it. All are listed with: bellglass changes${option}`,
      );
    return 0;
  });
}

/** A patch as text, or in base64 where it is not UTF-8, as paths are. */
function patchAsJson(bytes: Buffer): string | { bytes: string } {
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? text : { bytes: bytes.toString('base64') };
}
