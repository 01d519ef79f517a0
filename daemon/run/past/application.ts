import type { Params, Result } from '../../protocol/methods.js';
import type { Applied } from '../../protocol/wire/applied.js';
import { apply } from '../../review/apply/apply.js';
import type { Journal } from '../../review/apply/execute.js';
import { planOf, type Plan } from '../../review/apply/plan.js';
import { select, type Selection } from '../../review/apply/select.js';
import { standingOf, type Conflict } from '../../review/apply/standing.js';
import type { Change } from '../../review/changes/change.js';
import type { Source } from '../../review/collect.js';
import { Decisions } from '../../review/parts/decisions.js';
import type { Labels } from '../../review/parts/offer.js';
import type { Places } from '../../review/parts/texts.js';
import { pathName, rawPath } from '../../review/rawPath.js';
import type { Prepared } from '../../review/repository/takeOver.js';
import { toldChanges, toldConflicts } from './told.js';

type Wish = Omit<Params<'review.apply'>, 'run' | 'workspace'>;
type Report = Result<'review.apply'>;

interface Outcome {
  readonly report: Report;
  /** Whether something was applied. */
  readonly done: boolean;
}

/** What is applied, and where the contents are; the guest is asked only when it must be. */
interface Given extends Omit<Places, 'source'> {
  readonly changes: readonly Change[];
  readonly labels: Labels;
}

/** What follows for branches and tags, before files are applied; null: nothing of them is among the changes. */
type Prepare = (changes: readonly Change[]) => Promise<Prepared | null>;

/** Does something with a guest that has what was changed. */
type WithSource = <T>(work: (source: Source) => Promise<T>) => Promise<T>;

interface PlannedFiles {
  readonly plan: Plan;
  readonly decisions: Decisions;
}

/**
 * Applies what somebody wishes of a run's changes.
 * @throws BellglassFailure unknown_change, offer_outdated, apply_failed, the guest_ errors; as `withSource`
 */
export async function applied(
  wish: Wish,
  given: Given,
  journal: Journal,
  withSource: WithSource,
  prepare: Prepare,
): Promise<Outcome> {
  const { paths, ignored, takings = [] } = wish;
  const { changes, base } = given;
  const exact = new Set(takings.map(({ path }) => rawPath(path)));
  const besides = { exact, withoutIgnored: ignored === false };
  const selected = select(changes, paths?.map(rawPath) ?? null, base, besides);
  const selection = { ...selected, held: await unapplied(selected.held, given) };
  const prepared = await prepare(selection.chosen);
  const { report, done } = await filesApplied(wish, selection, given, journal, withSource);
  const refs = (await prepared?.finish()) ?? null;
  return { report: { ...report, refs }, done: done || (refs?.moved.length ?? 0) > 0 };
}

async function filesApplied(
  { takings = [], merge }: Wish,
  selection: Selection,
  given: Given,
  journal: Journal,
  withSource: WithSource,
): Promise<Outcome> {
  const { changes, base, bytes, host } = given;
  const { chosen } = selection;
  const named = new Set(chosen.map(({ path }) => path));
  const wanted = takings.filter(({ path }) => named.has(rawPath(path)));
  const decisionsBy = (source: Source | null): Decisions =>
    new Decisions(changes, { base, bytes, host, source }, given.labels);
  const plan = async (source: Source, conflicts: readonly Conflict[]): Promise<PlannedFiles> => {
    const decisions = decisionsBy(source);
    await decisions.take(wanted);
    if (merge !== undefined) await decisions.merge(conflicts, merge);
    const done = chosen.filter(({ path }) => !decisions.undone.has(path));
    return { plan: await planOf(done, changes, base, host, decisions.made), decisions };
  };
  const carryOut = async (planned: PlannedFiles, source: Source | null): Promise<Outcome> => {
    if (planned.plan.entries.length === 0) return reported(planned, null, selection, given);
    const { decisions } = planned;
    const done = await apply(journal, planned.plan, { bytes, host }, source, decisions.given);
    return reported(planned, done, selection, given);
  };
  const first = { plan: await planOf(chosen, changes, base, host), decisions: decisionsBy(null) };
  const { conflicts } = first.plan;
  const merges = merge !== undefined && first.decisions.mayMerge(conflicts);
  if (merges || wanted.some(({ take }) => take !== 'whole'))
    return await withSource(async (source) => await carryOut(await plan(source, conflicts), source));
  if (merge !== undefined) await first.decisions.merge(conflicts, merge);
  const inGuest = first.plan.staged.some(({ base: from, made }) => from === null && made === null);
  return inGuest ? await withSource(async (source) => await carryOut(first, source)) : await carryOut(first, null);
}

/** Who named a change before need not name it again. */
async function unapplied(held: readonly Change[], { base, host }: Given): Promise<readonly Change[]> {
  const left: Change[] = [];
  for (const change of held) if ((await standingOf(change, base, host)).is !== 'applied') left.push(change);
  return left;
}

function reported(
  { plan, decisions }: PlannedFiles,
  applied: Applied | null,
  { chosen, held, refused }: Selection,
  { base }: Given,
): Outcome {
  const done = applied?.outcome === 'applied';
  const undone = [...decisions.undone.values()].filter((conflict) => conflict !== null);
  const conflicts = [...plan.conflicts, ...undone, ...(applied?.conflicts.first ?? []).map(metOnTheWay)];
  return {
    done,
    report: {
      applied: done ? applied.entries : 0,
      ignored: done ? ignoredOf(plan, chosen) : 0,
      held: toldChanges(held, base),
      refused: toldChanges(refused, base),
      conflicts: toldConflicts(conflicts, decisions.unmerged),
      merged: done
        ? { total: decisions.merged.size, markers: [...decisions.markers].map(pathName) }
        : { total: 0, markers: [] },
      stayed: applied?.kept.count ?? 0,
    },
  };
}

/** How many of the paths of a plan git ignores. */
function ignoredOf({ entries }: Plan, chosen: readonly Change[]): number {
  const ignored = new Set(chosen.filter((change) => change.ignored !== undefined).map(({ path }) => path));
  return entries.filter(({ path }) => ignored.has(rawPath(path))).length;
}

/** What the program found that changes the folder, after this one had looked. */
export function metOnTheWay({ path, reason }: Applied['conflicts']['first'][number]): Conflict {
  const host = reason === 'exists' ? 'appeared' : reason === 'missing' ? 'gone' : 'changed';
  return { path: rawPath(path), host };
}
