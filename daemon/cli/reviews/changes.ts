import { type Daemon } from '../../client/daemon.js';
import { type ChangedPath, type ChangeInfo, type RunReview } from '../../protocol/reviews/change.js';
import { type ChangesArguments } from '../arguments/invocation.js';
import { json } from '../show/json.js';
import { type Surroundings } from '../surroundings.js';
import { type Chosen, patiently, withReview } from './chosen.js';
import { pathsIn, type Place, shownIn } from './places.js';
import { grouped } from './shown/grouped.js';
import { ignoredLines } from './shown/ignored.js';
import { changeLines, countsOf, totals } from './shown/lines.js';
import { repositoryLines } from './shown/repository.js';

/** What a run changed, all of it. */
export interface AllChanges {
  readonly review: RunReview;
  readonly changes: readonly ChangeInfo[];
}

/** `bellglass changes`: what a run changed in its workspace. */
export async function changes(args: ChangesArguments, around: Surroundings): Promise<number> {
  return await withReview(args.run, around, async (chosen) => {
    const under = pathsIn(chosen.place, args.paths);
    const all = await patiently('The changes are read.', async () => await allChanges(chosen, under), around);
    around.stdout.write(
      args.json
        ? `${json(answer(chosen, all))}\n`
        : changesShown(all.changes, args, chosen.place, all.review.repository),
    );
    return 0;
  });
}

/** Reads the changes of a run, however many there are. @param under null: all of them @param left only of what can still be applied */
export async function allChanges(
  { daemon, reference }: { readonly daemon: Pick<Daemon, 'call'>; readonly reference: Chosen['reference'] },
  under: ChangedPath[] | null,
  left = false,
): Promise<AllChanges> {
  const changes: ChangeInfo[] = [];
  for (;;) {
    const page = await daemon.call('review.changes', {
      ...reference,
      under,
      skip: changes.length,
      ...(left ? { left } : {}),
    });
    for (const change of page.changes) changes.push(change);
    if (page.changes.length === 0 || changes.length >= page.total) return { review: page.review, changes };
  }
}

/** Changes as text. @param done in the repository, told where that is among them */
export function changesShown(
  changes: readonly ChangeInfo[],
  { nameOnly, all }: Pick<ChangesArguments, 'nameOnly' | 'all'>,
  place: Place,
  done: RunReview['repository'] = null,
): string {
  if (nameOnly) return changes.map(({ path }) => `${shownIn(place, path)}\n`).join('');
  if (changes.length === 0) return 'Nothing was changed.\n';
  const others = changes.filter(({ ignored }) => ignored === undefined);
  const ignored = changes.filter((change) => change.ignored !== undefined);
  const lines = all ? others.map((change) => ({ kind: 'one', change }) as const) : grouped(others);
  const apart = ignoredLines(ignored, place, all);
  const isGrouped =
    lines.some(({ kind }) => kind === 'tree') || (apart.length > 0 && !all && apart.length - 1 < ignored.length);
  const hidden = isGrouped ? ['With --all each of them is listed.'] : [];
  const isIn = changes.some(({ path }) => path === '.git');
  const repository = isIn ? repositoryLines(done) : [];
  const told = repository.length === 0 ? [] : ['', ...repository];
  const between = lines.length === 0 || apart.length === 0 ? [] : [''];
  return [
    ...changeLines(lines, place),
    ...between,
    ...apart,
    ...told,
    '',
    [totals(countsOf(changes)), ...hidden].join(' '),
    '',
  ].join('\n');
}

function answer({ run, place }: Chosen, { review, changes }: AllChanges) {
  return { run: run.record.id, workspace: place.workspace, review, total: changes.length, changes };
}
