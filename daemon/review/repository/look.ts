import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryLimits, type RepositoryChange } from '../../protocol/reviews/repository.js';
import { systemReason } from '../../state/systemReason.js';
import { BellglassFailure } from '../../protocol/errors.js';
import type { Base } from '../base/base.js';
import type { Change } from '../changes/change.js';
import { pathName, type RawPath } from '../rawPath.js';
import { claimedRefs, type Claimed, type ClaimedRef, type ReadSide } from './claimed.js';
import { withCommits } from './commits.js';
import { foldRepository, hasRepository, repositoryPath } from './fold.js';
import { gather, objectFiles, type StreamFile } from './gather.js';
import { hostRefs, type HostRefs } from './hostRefs.js';
import { runGit } from './program.js';
import { Store } from './store.js';
import { complaintOf, Unfit } from './unfit.js';

/** What is needed to look at a guest's repository. */
export interface RepositoryView {
  /** Where what it brings is kept, once it was checked. */
  readonly home: string;
  /** The workspace on the host. */
  readonly workspace: string;
  readonly base: Base;
  readonly read: ReadSide;
  readonly stream: StreamFile;
  /** How long git may take over all of it, in milliseconds; ten minutes, unless told. */
  readonly patience?: number;
}

const usualPatience = 10 * 60 * 1000;

/** The pack with what a guest's repository brings. */
export function packOf(home: string): string {
  return join(home, 'new.pack');
}

/**
 * Makes one change of what a run did to the repository of its workspace, and has what it brings checked by git on the host. What
 * the guest says of it is read as bytes: no git of the guest's is asked, and none of its settings is read.
 * @returns the changes, and what became of the repository; null: nothing, or there is none
 * @throws BellglassFailure the guest_ errors
 */
export async function lookAtRepository(
  changes: readonly Change[],
  view: RepositoryView,
): Promise<{ changes: Change[]; repository: RepositoryChange | null }> {
  const folded = foldRepository(changes, view.base, false);
  if (!hasRepository(changes, view.base) || !touches(changes)) return { changes: folded, repository: null };
  const repository = await repositoryOf(changes, view);
  const takenOver = repository.problem === null && repository.refs.length > 0;
  const isSaid = takenOver || repository.problem !== null || repository.left.count > 0 || repository.head !== null;
  return { changes: foldRepository(changes, view.base, takenOver), repository: isSaid ? repository : null };
}

function touches(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => path.startsWith(`${repositoryPath}/`));
}

async function repositoryOf(changes: readonly Change[], view: RepositoryView): Promise<RepositoryChange> {
  const nothing = { refs: [], left: { count: 0, first: [] }, head: null, objects: 0 };
  let told: Pick<RepositoryChange, 'left' | 'head'> = nothing;
  try {
    const claimed = await claimedRefs(changes, view.base, view.read);
    told = { left: leftOf(claimed.left), head: claimed.head };
    if (claimed.refs.length > repositoryLimits.refs) throw new Unfit('tooMany', String(claimed.refs.length));
    if (claimed.refs.length === 0) return { ...nothing, ...told, problem: null };
    return { ...told, ...(await checkedInTime(claimed, changes, view)), problem: null };
  } catch (thrown) {
    if (thrown instanceof BellglassFailure) throw thrown;
    await rm(view.home, { recursive: true, force: true });
    const { why, detail } = thrown instanceof Unfit ? thrown : new Unfit('gitFailed', systemReason(thrown));
    return { ...nothing, ...told, problem: { why, detail: detail.slice(0, 400) } };
  }
}

function leftOf(left: Claimed['left']): RepositoryChange['left'] {
  const first = left.slice(0, repositoryLimits.left);
  return { count: left.length, first: first.map(({ name, why }) => ({ name: pathName(name as RawPath), why })) };
}

/** As `checked`, as long as it may take: each of its many steps may be as long as a guest's history makes it. @throws Unfit tooLarge, as `checked` */
async function checkedInTime(
  claimed: Claimed,
  changes: readonly Change[],
  view: RepositoryView,
): Promise<Pick<RepositoryChange, 'refs' | 'objects'>> {
  const { patience = usualPatience } = view;
  const signal = AbortSignal.timeout(patience);
  const late = (): Unfit => new Unfit('tooLarge', `git has not come to an end in ${String(patience / 1000)} s`);
  try {
    const found = await checked(claimed, changes, view, signal);
    if (!signal.aborted) return found;
  } catch (thrown) {
    throw signal.aborted && thrown instanceof Unfit ? late() : thrown;
  }
  throw late();
}

/** Has git check what the refs bring, and keeps it. @throws Unfit, the system's error, BellglassFailure */
async function checked(
  { refs }: Claimed,
  changes: readonly Change[],
  view: RepositoryView,
  signal: AbortSignal,
): Promise<Pick<RepositoryChange, 'refs' | 'objects'>> {
  const user = join(view.workspace, repositoryPath);
  const host = await hostRefs(user);
  await checkNames(refs, host, user);
  const known = [...new Set([...host.refs.values()].filter((id) => id !== null))];
  const tips = refs.flatMap(({ after }) => after ?? []);
  const storeAt = (name: string): Store => new Store(join(view.home, name), user, signal);
  const [raw, sound] = [storeAt('raw.git'), storeAt('sound.git')];
  for (const store of [raw, sound]) {
    await store.make(host.format);
    if (host.shallow !== null) await store.endAt(host.shallow);
  }
  await gather(objectFiles(changes), raw, view.stream);
  const pack = packOf(view.home);
  await rm(pack, { force: true });
  const objects = await raw.pack(pack, tips, known);
  if (objects > 0) await sound.takeIn(pack);
  await sound.check(tips, known);
  await checkKinds(refs, sound);
  const told = [];
  let most: number = repositoryLimits.logs;
  for (const ref of refs) {
    const one = await withCommits(ref, sound, known, most);
    most -= one.log.length;
    told.push(one);
  }
  for (const store of [raw, sound]) await rm(store.path, { recursive: true, force: true });
  return { refs: told, objects };
}

/** Whether git takes the names, and the ids are of this repository's kind. @throws Unfit */
async function checkNames(refs: readonly ClaimedRef[], { format }: HostRefs, repository: string): Promise<void> {
  const length = format === 'sha256' ? 64 : 40;
  for (const { name, before, after } of refs) {
    const { status } = await runGit({ repository, args: ['check-ref-format', name] });
    if (status !== 0) throw new Unfit('broken', `${name} is no name of a ref`);
    if ([before, after].some((id) => id !== null && id.length !== length))
      throw new Unfit('broken', `${name} has an id of another kind`);
  }
}

/** A branch is of a commit. @throws Unfit */
async function checkKinds(refs: readonly ClaimedRef[], store: Store): Promise<void> {
  const branches = refs.filter(({ name, after }) => after !== null && name.startsWith('refs/heads/'));
  const input = branches.map(({ after }) => `${after ?? ''}\n`).join('');
  const { status, stdout, stderr } = await store.git(['cat-file', '--batch-check=%(objecttype)'], { input });
  if (status !== 0) throw new Unfit('broken', complaintOf(stderr));
  const kinds = stdout.trim().split('\n');
  const other = branches.findIndex((_, at) => kinds[at] !== 'commit');
  if (other >= 0) throw new Unfit('broken', `${branches[other]?.name ?? ''} is no commit`);
}
